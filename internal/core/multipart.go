package core

import (
	"sync"

	"github.com/psacrypto/psa"
)

// phase is how far a multi-part operation has come. Phases are bits, so that a call can name those in which it may come.
type phase uint8

const (
	// same is no phase, but says of a call that it leads to no other.
	same phase = 0
	// begun: set up; an IV, nonce or context may still be wanted.
	begun phase = 1 << iota
	// primed: IV, nonce or context are there; no data yet.
	primed
	// associated: additional data has been given.
	associated
	// running: data has been given, or output taken.
	running
	// finished: a finishing call has succeeded.
	finished
	// failed: a call went wrong, or the key is gone. Only abort is possible.
	failed
)

// multipart is the state machine that all multi-part operations share (PSA Crypto 1.5, "Multi-part operations"): calls out of order and errors
// end in the failed phase, abort is always possible, and the end of a key ends the operations that use it.
//
// Each family embeds one. It is used by one call at a time; a second caller waits.
type multipart struct {
	mu     sync.Mutex
	engine *Engine
	family string
	phase  phase
	// why tells what led to the failed phase.
	why error
	// uses are the keys that the operation holds in memory.
	uses []use
	// inner is the driver's part, nil until it is needed.
	inner interface{ Close() }
	// wipe clears what the family itself keeps; it may be nil.
	wipe func()
}

// hold makes the operation one of those that end with the key. The operation releases the use when it ends.
// Error: the key has been destroyed since it was acquired; the use has been released then.
func (m *multipart) hold(u use) error {
	s := u.slot
	s.mu.Lock()
	if s.state.Load()&dead != 0 {
		s.mu.Unlock()
		u.release()
		return errDead
	}
	s.ops = append(s.ops, m)
	s.mu.Unlock()
	m.uses = append(m.uses, u)
	return nil
}

// step runs one call of the operation: in one of the phases of allowed, f does the work and the operation is in phase next afterwards, or
// where it was if next is same. An error of f fails the operation, unless it is a *repeatable.
//
// f must not acquire keys: the end of a key waits for the operations that use it, this one among them.
func (m *multipart) step(call string, allowed, next phase, f func() error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	// Operations that use no key are not ended by the end of one.
	if m.phase&(finished|failed) == 0 && m.engine.closed.Load() {
		m.fail(errClosed)
	}
	if m.phase&allowed == 0 {
		return m.outOfOrder(call)
	}
	if err := f(); err != nil {
		if r, ok := err.(*repeatable); ok {
			return psa.At(r.error, call, psa.KeyIDNull)
		}
		m.fail(err)
		return psa.At(err, call, psa.KeyIDNull)
	}
	if next != same {
		m.phase = next
	}
	if next == finished {
		m.letGo()
	}
	return nil
}

// repeatable is an error after which the same call may be made again with other arguments.
type repeatable struct{ error }

func (m *multipart) outOfOrder(call string) error {
	var err *psa.Error
	switch m.phase {
	case failed:
		if m.why == error(errDestroyed) || m.why == error(errClosed) {
			return psa.At(m.why, call, psa.KeyIDNull)
		}
		return psa.At(psa.Errorf(psa.ErrBadState, "the %s operation failed before (%v) and can only be aborted", m.family, psa.StatusOf(m.why)), call, psa.KeyIDNull)
	case finished:
		return psa.At(psa.Errorf(psa.ErrBadState, "the %s operation has been finished or aborted", m.family), call, psa.KeyIDNull)
	case begun:
		err = psa.Errorf(psa.ErrBadState, "the %s operation is not ready for this call: an IV, nonce or input is missing", m.family)
	default:
		err = psa.Errorf(psa.ErrBadState, "the %s operation has gone beyond this call, or the call is not for its direction", m.family)
	}
	m.fail(err)
	return psa.At(err, call, psa.KeyIDNull)
}

// fail ends the operation with an error. The caller holds mu.
func (m *multipart) fail(why error) {
	m.phase, m.why = failed, why
	m.letGo()
}

// letGo wipes the operation's state and releases its keys. The caller holds mu.
func (m *multipart) letGo() {
	if m.inner != nil {
		m.inner.Close()
		m.inner = nil
	}
	if m.wipe != nil {
		m.wipe()
	}
	for _, u := range m.uses {
		u.slot.mu.Lock()
		for i, o := range u.slot.ops {
			if o == m {
				last := len(u.slot.ops) - 1
				u.slot.ops[i] = u.slot.ops[last]
				u.slot.ops[last] = nil
				u.slot.ops = u.slot.ops[:last]
				break
			}
		}
		u.slot.mu.Unlock()
		u.release()
	}
	m.uses = nil
}

// kill is called when a key of the operation ends.
func (m *multipart) kill(why error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.phase&(finished|failed) == 0 {
		m.fail(why)
	}
}

// Abort ends the operation and wipes its state. It is safe in every state, also twice.
func (m *multipart) Abort() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.phase&(finished|failed) == 0 {
		m.letGo()
	}
	m.phase = finished
}
