package storage

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The stream of a backup is this line; then for each record, in the order of the names, the length of the name as a varint, the name, the length of
// the data as a varint, the data; then a zero, where the length of a name would be; then the SHA-256 of all that.
const backupHead = "psa storage backup 1\n"

// WriteBackup writes all that r shows to w. An implementation's Backup may be a View that calls it: then what one implementation has written another can
// restore, and no file holds a second copy meanwhile. The stream has a checksum against accidents, none against malice.
func WriteBackup(r Reader, w io.Writer) error {
	sum := sha256.New()
	out := bufio.NewWriterSize(io.MultiWriter(w, sum), 64<<10)
	out.WriteString(backupHead)
	var length [binary.MaxVarintLen64]byte
	part := func(p []byte) error {
		out.Write(length[:binary.PutUvarint(length[:], uint64(len(p)))])
		_, err := out.Write(p) // the first error of all the writes so far
		return err
	}
	for rec, err := range r.Scan(nil, nil) {
		if err == nil {
			err = errors.Join(part(rec.Name), part(rec.Data))
		}
		if err != nil {
			return err
		}
	}
	if err := errors.Join(part(nil), out.Flush()); err != nil {
		return err
	}
	_, err := w.Write(sum.Sum(nil))
	return err
}

// ReadBackup calls add with each record of what WriteBackup has written, in slices that are add's to keep, and returns the first error that add gives. A stream that
// is cut short or has been changed gives ErrDamaged, mostly after some records: who calls it keeps nothing of them unless it returns nil, as an Update does.
// It reads up to the end of the backup and may read ahead of it. ctx is looked at between records.
func ReadBackup(ctx context.Context, r io.Reader, add func(name, data []byte) error) error {
	sum := sha256.New()
	in := &summed{r: bufio.NewReaderSize(r, 64<<10), sum: sum}
	head := make([]byte, len(backupHead))
	if _, err := io.ReadFull(in, head); err != nil || string(head) != backupHead {
		return damaged("it doesn't begin as a backup does", err)
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		name, err := in.part(MaxNameLen)
		if err != nil {
			return damaged("a name is not whole", err)
		}
		if len(name) == 0 {
			break
		}
		data, err := in.part(1 << 40)
		if err != nil {
			return damaged("a record is not whole", err)
		}
		if err := add(name, data); err != nil {
			return err
		}
	}
	want := sum.Sum(nil)
	got := make([]byte, len(want))
	if _, err := io.ReadFull(in.r, got); err != nil || !bytes.Equal(got, want) {
		return damaged("its checksum is wrong", err)
	}
	return nil
}

var errLength = errors.New("a length is impossible")

func damaged(what string, err error) error {
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, errLength) {
		return err
	}
	return fmt.Errorf("%w: a backup: %s", ErrDamaged, what)
}

// summed reads and sums up what it reads.
type summed struct {
	r   *bufio.Reader
	sum io.Writer
}

func (s *summed) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.sum.Write(p[:n])
	return n, err
}

func (s *summed) ReadByte() (byte, error) {
	b, err := s.r.ReadByte()
	if err == nil {
		s.sum.Write([]byte{b})
	}
	return b, err
}

// part reads a length and that many bytes. It believes no length before the bytes have come: memory grows with what is read.
func (s *summed) part(most uint64) ([]byte, error) {
	n, long := uint64(0), uint(0)
	for ; ; long += 7 {
		b, err := s.ReadByte()
		if err != nil {
			return nil, err
		}
		if long > 42 {
			return nil, errLength
		}
		n |= uint64(b&0x7f) << long
		if b < 0x80 {
			break
		}
	}
	if n > most {
		return nil, errLength
	}
	var b bytes.Buffer
	if _, err := io.CopyN(&b, s, int64(n)); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
