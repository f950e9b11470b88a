package torture

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/psacrypto/psa/internal/specmodel"
)

// modelled runs random calls in a world of the Go API.
func modelled(t *testing.T, calls int, world *specmodel.GoStore) {
	t.Helper()
	r, seed := seeded(t)
	world.Dir = memoryDir(t)
	defer world.Close()
	d := &specmodel.Drawer{Rand: rand.New(rand.NewPCG(r.Uint64(), seed)), Wide: world.Element}
	model := func() *specmodel.Model {
		m := specmodel.NewModel()
		m.Attachable = world.Element
		return m
	}
	begin := time.Now()
	n, err := specmodel.Run([]specmodel.World{world}, model, d.Draw, calls, 2000)
	if err != nil {
		t.Fatalf("after %d calls: %v", n, err)
	}
	t.Logf("%d calls, %.0f a second", n, float64(n)/time.Since(begin).Seconds())
}

// Random calls of the Go API do what the specification says.
func TestModel(t *testing.T) {
	t.Run("memory", func(t *testing.T) { modelled(t, form(20_000, 100_000, 10_000_000), &specmodel.GoStore{}) })
	t.Run("directory", func(t *testing.T) { modelled(t, form(2_000, 10_000, 1_000_000), &specmodel.GoStore{Files: true}) })
	// Two processes with two owners each, labels, lists, and a secure element.
	t.Run("processes", func(t *testing.T) { modelled(t, form(10_000, 50_000, 2_000_000), &specmodel.GoStore{Element: true}) })
	t.Run("processes in a directory", func(t *testing.T) {
		modelled(t, form(2_000, 10_000, 500_000), &specmodel.GoStore{Element: true, Files: true})
	})
}
