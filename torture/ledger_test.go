package torture

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

// A process under test writes a line before and after each call:
//
//	begin create ID TAG USAGE
//	begin copy ID SOURCE USAGE
//	begin destroy ID
//	begin open | rotate | rotateroot | backup FILE | close
//	end STATUS
//
// The tag is the number from which a key is made (material); USAGE is psa.Usage as a number.

// held is a key that has to be in the store.
type held struct {
	tag   uint64
	usage psa.Usage
}

// ledger is what must be in the store by what processes have told. The key nil stands for none.
type ledger struct {
	keys map[psa.KeyID]*held
	// unsure are what else may be there: of calls that have not ended, and of destroys that have failed.
	unsure map[psa.KeyID][]*held
	// calls under way, by process.
	pending map[int][]string
	// backups that were acknowledged: the file, and the keys of the process that made it, as they were.
	backups map[string]map[psa.KeyID]*held
	// refused are the calls that have not succeeded.
	refused []string
	// failing says that calls may fail, since something has been done to the disk: what such a call was to do may have been done or not.
	failing bool
	// doubtful says that success may be told of what is not on the disk, by no fault of the store: such a call may have been done or not.
	doubtful bool
	calls    int
}

func newLedger() *ledger {
	return &ledger{keys: map[psa.KeyID]*held{}, unsure: map[psa.KeyID][]*held{}, pending: map[int][]string{}, backups: map[string]map[psa.KeyID]*held{}}
}

func (l *ledger) clone() *ledger {
	c := newLedger()
	c.keys, c.unsure, c.pending, c.backups = maps.Clone(l.keys), maps.Clone(l.unsure), maps.Clone(l.pending), maps.Clone(l.backups)
	for id, also := range c.unsure {
		c.unsure[id] = slices.Clone(also)
	}
	c.refused, c.failing, c.doubtful, c.calls = slices.Clone(l.refused), l.failing, l.doubtful, l.calls
	return c
}

// hear enters a line of a process.
func (l *ledger) hear(process int, line string) {
	words := strings.Fields(line)
	switch {
	case len(words) > 1 && words[0] == "begin":
		l.pending[process] = words[1:]
	case len(words) > 1 && words[0] == "end":
		call := l.pending[process]
		delete(l.pending, process)
		l.calls++
		l.ended(process, call, strings.Join(words[1:], " "))
	default:
		l.refused = append(l.refused, fmt.Sprintf("process %d says %q", process, line))
	}
}

const success = "success"

func (l *ledger) ended(process int, call []string, status string) {
	if status != success {
		if !l.failing {
			l.refused = append(l.refused, strings.Join(call, " ")+": "+status)
		}
		if l.failing || call[0] == "destroy" {
			l.perhaps(call)
		}
		return
	}
	switch call[0] {
	case "create", "copy":
		l.settled(number(call[1]), l.making(call))
	case "destroy":
		l.settled(number(call[1]), nil)
	case "backup":
		if l.doubtful {
			return
		}
		mine := map[psa.KeyID]*held{}
		for id, k := range l.keys {
			if ownerOf(id) == process {
				mine[id] = k
			}
		}
		l.backups[call[1]] = mine
	}
}

// settled enters what a key is now.
func (l *ledger) settled(id psa.KeyID, k *held) {
	if l.doubtful {
		l.unsure[id] = append(l.unsure[id], l.keys[id])
	} else {
		delete(l.unsure, id)
	}
	if l.keys[id] = k; k == nil {
		delete(l.keys, id)
	}
}

// making is the key that a call makes.
func (l *ledger) making(call []string) *held {
	usage, err := strconv.ParseUint(call[3], 10, 32)
	if err != nil {
		panic(err)
	}
	if call[0] == "create" {
		tag, err := strconv.ParseUint(call[2], 10, 64)
		if err != nil {
			panic(err)
		}
		return &held{tag, psa.Usage(usage)}
	}
	from := l.keys[number(call[2])]
	return &held{from.tag, from.usage & psa.Usage(usage)}
}

// perhaps enters a call that may have been done or not.
func (l *ledger) perhaps(call []string) {
	switch call[0] {
	case "create", "copy":
		l.unsure[number(call[1])] = append(l.unsure[number(call[1])], l.making(call))
	case "destroy":
		l.unsure[number(call[1])] = append(l.unsure[number(call[1])], nil)
	}
}

// died says that no process goes on: what was under way may have been done or not.
func (l *ledger) died() {
	for _, call := range l.pending {
		l.perhaps(call)
	}
	clear(l.pending)
}

func number(word string) psa.KeyID {
	n, err := strconv.ParseUint(word, 10, 32)
	if err != nil {
		panic(err)
	}
	return psa.KeyID(n)
}

// idsEach is how many identifiers a process has for itself. Process n has those from (n+1)*1000.
const idsEach = 12

func firstID(process int) psa.KeyID      { return psa.KeyID(process+1) * 1000 }
func ownerOf(id psa.KeyID) (process int) { return int(id)/1000 - 1 }

// material makes a key of its tag: raw data of many lengths, AES-256 and HMAC keys.
func material(tag uint64) (psa.Attributes, []byte) {
	a, n := psa.Attributes{}, 32
	switch tag % 4 {
	case 0:
		a.Type, a.Policy.Alg = keytype.AES, alg.GCM
	case 1:
		a.Type, a.Policy.Alg = keytype.HMAC, alg.HMAC(alg.SHA256)
	case 2:
		a.Type, a.Policy.Alg = keytype.RawData, alg.None
		n = 1 + int(tag/4%5000)
	default:
		a.Type, a.Policy.Alg = keytype.HMAC, alg.HMAC(alg.SHA512)
		n = 64
	}
	var b []byte
	for i := uint64(0); len(b) < n; i++ {
		sum := sha256.Sum256(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64([]byte("a tortured key"), tag), i))
		b = append(b, sum[:]...)
	}
	a.Bits = 8 * n
	return a, b[:n]
}

// labelOf is the label of every key of an identifier.
func labelOf(id psa.KeyID) string {
	if id%3 != 0 {
		return ""
	}
	return fmt.Sprint("label ", uint32(id))
}

func attributes(id psa.KeyID, tag uint64, usage psa.Usage) (psa.Attributes, []byte) {
	a, b := material(tag)
	a.SetID(id)
	a.Label = labelOf(id)
	a.Policy.Usage = usage
	return a, b
}

// check looks whether the store has what the ledger has, and enters which of the unsure things are so. It returns what is wrong.
func (l *ledger) check(ctx context.Context, st *keystore.Store) (faults []string) {
	wrong := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	there := map[psa.KeyID]bool{}
	for e, err := range st.List(ctx, keystore.Filter{}) {
		if err != nil {
			wrong("list: %v", err)
			break
		}
		there[e.ID] = true
	}
	ids := map[psa.KeyID]bool{}
	for _, all := range []map[psa.KeyID]bool{there, keysOf(l.keys), keysOf(l.unsure)} {
		maps.Copy(ids, all)
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		possible := append([]*held{l.keys[id]}, l.unsure[id]...)
		var reasons []string
		found := slices.IndexFunc(possible, func(k *held) bool {
			reason := is(ctx, st, id, k)
			reasons = append(reasons, reason)
			return reason == ""
		})
		switch {
		case found < 0:
			const enough = 4
			if n := len(reasons); n > enough {
				reasons = append(reasons[:enough], fmt.Sprintf("%d more", n-enough))
			}
			wrong("key %d: %s", uint32(id), strings.Join(reasons, "; or "))
			continue
		case there[id] != (possible[found] != nil):
			wrong("key %d: listed %v, and it is %+v", uint32(id), there[id], possible[found])
		}
		if l.keys[id] = possible[found]; possible[found] == nil {
			delete(l.keys, id)
		}
		delete(l.unsure, id)
	}
	if err := st.Verify(ctx, func(f keystore.Finding) { wrong("verify: %+v", f) }); err != nil {
		wrong("verify: %v", err)
	}
	return faults
}

func keysOf[V any](m map[psa.KeyID]V) map[psa.KeyID]bool {
	keys := map[psa.KeyID]bool{}
	for id := range m {
		keys[id] = true
	}
	return keys
}

// is tells why a key isn't the given one, "" if it is. nil is none.
func is(ctx context.Context, st *keystore.Store, id psa.KeyID, k *held) string {
	got, err := st.Key(id).Attributes(ctx)
	if k == nil {
		if psa.StatusOf(err) != psa.ErrInvalidHandle {
			return fmt.Sprintf("it must not be there: %v", err)
		}
		return ""
	}
	if err != nil {
		return fmt.Sprintf("it is lost: %v", err)
	}
	a, b := attributes(id, k.tag, k.usage)
	if got.ID != id || got.Type != a.Type || got.Bits != a.Bits || got.Label != a.Label || got.Policy != a.Policy || got.Lifetime != a.Lifetime {
		return fmt.Sprintf("its attributes are %+v, want %+v", got, a)
	}
	if label := labelOf(id); label != "" {
		if by, err := st.ByLabel(ctx, label); err != nil || by.ID() != id {
			return fmt.Sprintf("its label leads to %v (%v)", by.ID(), err)
		}
	}
	if bytesGot, err := st.Key(id).Export(ctx, nil); err != nil || !bytes.Equal(bytesGot, b) {
		return fmt.Sprintf("it has other bytes (%v)", err)
	}
	return ""
}
