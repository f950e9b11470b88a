package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// A bar is drawn for messages of this size in bytes, and for others once they have taken this time.
const (
	barFrom  = 8 << 20
	barAfter = 500 * time.Millisecond
	barEvery = 100 * time.Millisecond
	barWidth = 30
)

// progress is a progress bar on standard error. It counts what is written to it.
type progress struct {
	w           io.Writer
	doing       string
	done, total int64
	begun, last time.Time
	drawn       bool
}

// newProgress makes a bar where standard error is a terminal, and else one that draws nothing. total is -1 where it is not known.
func (a *app) newProgress(doing string, total int64) *progress {
	p := &progress{doing: doing, total: total, begun: time.Now()}
	if !a.json && !a.quiet && isTerminal(a.stderr) {
		p.w = a.stderr
	}
	return p
}

// Write counts b.
func (p *progress) Write(b []byte) (int, error) {
	p.done += int64(len(b))
	if p.w != nil {
		if now := time.Now(); p.due(now) {
			p.last = now
			p.draw(now)
		}
	}
	return len(b), nil
}

func (p *progress) due(now time.Time) bool {
	if !p.drawn {
		return p.total >= barFrom || p.total < 0 && p.done >= barFrom || now.Sub(p.begun) >= barAfter
	}
	return now.Sub(p.last) >= barEvery
}

func (p *progress) draw(now time.Time) {
	p.drawn = true
	speed := ""
	if s := now.Sub(p.begun).Seconds(); s > 0.01 {
		speed = fmt.Sprintf("  %s/s", size(int64(float64(p.done)/s)))
	}
	if p.total <= 0 {
		fmt.Fprintf(p.w, "\r%s  %s%s\x1b[K", p.doing, size(p.done), speed)
		return
	}
	part := min(1, float64(p.done)/float64(p.total))
	full := int(part * barWidth)
	fmt.Fprintf(p.w, "\r%s [%s%s] %3.0f%%  %s of %s%s\x1b[K", p.doing, strings.Repeat("#", full), strings.Repeat("-", barWidth-full), 100*part,
		size(p.done), size(p.total), speed)
}

// end draws the bar for the last time and leaves its line.
func (p *progress) end() {
	if p.drawn {
		p.draw(time.Now())
		fmt.Fprintln(p.w)
		p.drawn, p.w = false, nil
	}
}

// size is a number of bytes for people.
func size(n int64) string {
	const units = "KMGTPE"
	if n < 1024 {
		return fmt.Sprintf("%d B", n)
	}
	f, u := float64(n)/1024, 0
	for f >= 1024 && u < len(units)-1 {
		f, u = f/1024, u+1
	}
	return fmt.Sprintf("%.1f %ciB", f, units[u])
}
