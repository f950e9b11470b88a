package mirror

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/psacrypto/psa/storage"
)

// recordName is the name of the record by which the two stores of a pair know where they stand. It is nobody else's.
var recordName = []byte("\x00psa mirror")

// Reserved tells whether a name is one that a mirrored store keeps for itself.
func Reserved(name []byte) bool { return bytes.Equal(name, recordName) }

var recordSum = storage.Sum(recordName)

type role byte

const (
	roleFirst  role = 1
	roleSecond role = 2
)

// point is a commit: its number, and what tells it from another commit of that number.
type point struct {
	seq uint64
	id  [16]byte
}

// record is the content of the record by which a store knows where it stands. docs/storage-format.md has its bytes.
type record struct {
	line [16]byte // of both stores of a pair, for ever
	role role
	// alone: there are commits after base that were made while the store was used without the other.
	alone bool
	now   point // the last commit
	base  point // the last commit of which this store knows that the other had it
	// names are what the last commit has changed; with all set that may be any.
	names [][]byte
	all   bool
	// sum is the digest of these records as the commit has left them; of all records with all set. See sumOf.
	sum [sha256.Size]byte
}

const (
	recordLen   = 512
	recordMagic = "PSAMIR"
	// What stands before the names: magic, version, role, flags, line, two points, digest, length of the names.
	recordFixed = len(recordMagic) + 1 + 1 + 1 + 16 + 24 + 24 + sha256.Size + 2
	recordRoom  = recordLen - recordFixed - 8
	version     = 1

	flagAlone = 1
	flagAll   = 2
)

func (r *record) encode() []byte {
	b := append(make([]byte, 0, recordLen), recordMagic...)
	b = append(b, version, byte(r.role))
	var names []byte
	flags := byte(0)
	if r.alone {
		flags |= flagAlone
	}
	if r.all {
		flags |= flagAll
	} else {
		for _, n := range r.names {
			names = append(append(names, byte(len(n))), n...)
		}
	}
	b = append(append(b, flags), r.line[:]...)
	for _, p := range []point{r.now, r.base} {
		b = append(binary.BigEndian.AppendUint64(b, p.seq), p.id[:]...)
	}
	b = append(b, r.sum[:]...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(names)))
	b = append(b, names...)
	b = append(b, make([]byte, recordLen-8-len(b))...)
	sum := sha256.Sum256(b)
	return append(b, sum[:8]...)
}

// parse reads a record. What isn't exactly what encode writes is damaged.
func parse(b []byte) (*record, error) {
	bad := func(why string) (*record, error) {
		return nil, fmt.Errorf("%w: the record of the mirror: %s", storage.ErrDamaged, why)
	}
	if len(b) != recordLen || string(b[:len(recordMagic)]) != recordMagic {
		return bad("it is none")
	}
	if sum := sha256.Sum256(b[:recordLen-8]); !bytes.Equal(sum[:8], b[recordLen-8:]) {
		return bad("its checksum is wrong")
	}
	at := b[len(recordMagic):]
	if at[0] != version {
		return nil, fmt.Errorf("mirror: the record of the mirror has version %d, and this program knows version %d only", at[0], version)
	}
	r := &record{role: role(at[1]), alone: at[2]&flagAlone != 0, all: at[2]&flagAll != 0}
	copy(r.line[:], at[3:])
	at = at[19:]
	for _, p := range []*point{&r.now, &r.base} {
		p.seq = binary.BigEndian.Uint64(at)
		copy(p.id[:], at[8:])
		at = at[24:]
	}
	copy(r.sum[:], at)
	at = at[len(r.sum):]
	n := int(binary.BigEndian.Uint16(at))
	if n > recordRoom || r.role != roleFirst && r.role != roleSecond {
		return bad("a number in it is impossible")
	}
	for names := at[2 : 2+n]; len(names) > 0; {
		l := int(names[0])
		if l == 0 || l > len(names)-1 {
			return bad("a name in it is not whole")
		}
		r.names = append(r.names, bytes.Clone(names[1:1+l]))
		names = names[1+l:]
	}
	return r, nil
}

// list enters what a commit changes.
func (r *record) list(names []string) {
	length := 0
	for _, n := range names {
		r.names = append(r.names, []byte(n))
		length += 1 + len(n)
	}
	r.all = length > recordRoom
}

// sumOf is the digest of the records of r's commit as rd shows them: of each, in the order of the names, u8 length of the name, the name, and where there is such a
// record u64 length of the data plus one, the data; where there is none u64 zero.
func (r *record) sumOf(rd storage.Reader) (sum [sha256.Size]byte, err error) {
	h := sha256.New()
	add := func(name, data []byte, there bool) {
		n := uint64(0)
		if there {
			n = uint64(len(data)) + 1
		}
		h.Write(append([]byte{byte(len(name))}, name...))
		h.Write(binary.BigEndian.AppendUint64(nil, n))
		h.Write(data)
	}
	if r.all {
		for rec, err := range rd.Scan(nil, nil) {
			if err != nil {
				return sum, err
			}
			if !Reserved(rec.Name) {
				add(rec.Name, rec.Data, true)
			}
		}
	} else {
		for _, name := range r.names {
			data, err := rd.Get(name)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return sum, err
			}
			add(name, data, err == nil)
		}
	}
	h.Sum(sum[:0])
	return sum, nil
}

// sound tells whether what a store has of its last commit is what was committed.
func (r *record) sound(rd storage.Reader) (bool, error) {
	sum, err := r.sumOf(rd)
	if unread(err) {
		return false, nil
	}
	return sum == r.sum, err
}

// next is the commit after p.
func (p point) next() point {
	n := point{seq: p.seq + 1}
	rand.Read(n.id[:])
	return n
}

// oneAhead tells whether q, of the second store, is exactly one commit ahead of p, of the first: somebody died, or is, between the two.
func (q *record) oneAhead(p *record) bool {
	return q.line == p.line && p.role == roleFirst && q.role == roleSecond && !q.alone && q.now.seq == p.now.seq+1 && q.base == p.now
}

// inStep tells whether two stores of a pair hold the same.
func inStep(p, q *record) bool {
	return p.line == q.line && p.role == roleFirst && q.role == roleSecond && p.now == q.now
}

// older tells whether x is what the store with y, or the other of its pair, was at some time before: x's last commit is one that both have had. Or it is one that a
// process made in the second store only, before it died, and the first has gone on alone since: nobody was told that it had been made.
func (x *record) older(y *record) bool {
	return y.base == x.now || !x.alone && x.now.seq < y.base.seq ||
		!x.alone && x.role == roleSecond && y.alone && y.role == roleFirst && x.base == y.base
}

// changes tells whether the last commit may have changed a record.
func (r *record) changes(name []byte) bool {
	return r.all || slices.ContainsFunc(r.names, func(n []byte) bool { return bytes.Equal(n, name) })
}

// condition is what a store was found in.
type condition int

const (
	whole  condition = iota // with a record
	empty                   // there is nothing
	plain                   // records, but none of a mirror
	broken                  // there was one of a mirror, but it can't be read
)

// unread tells whether an error says that a record, or more, is damaged, and not that the medium fails.
func unread(err error) bool {
	return errors.Is(err, storage.ErrUnreadable) || errors.Is(err, storage.ErrDamaged)
}

// look reads the record of a store. The error is one of the medium, never ErrDamaged.
func look(rd storage.Reader) (*record, condition, error) {
	raw, err := rd.Get(recordName)
	switch {
	case unread(err):
		return nil, broken, nil
	case errors.Is(err, fs.ErrNotExist):
		for _, err := range rd.Scan(nil, nil) {
			if unread(err) {
				return nil, broken, nil
			}
			return nil, plain, err
		}
		return nil, empty, nil
	case err != nil:
		return nil, plain, err
	}
	r, err := parse(raw)
	if unread(err) {
		return nil, broken, nil
	}
	return r, whole, err
}

// standing reads the record of a store that has one.
func standing(rd storage.Reader) (*record, error) {
	raw, err := rd.Get(recordName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errChanged
	}
	if err != nil {
		return nil, err
	}
	return parse(raw)
}

// Whole tells whether a store has a whole record of a mirror, so that the other of its pair could be made anew from it.
func Whole(ctx context.Context, s storage.Store) bool {
	c := broken
	err := s.View(ctx, func(rd storage.Reader) (err error) { _, c, err = look(rd); return err })
	return err == nil && c == whole
}
