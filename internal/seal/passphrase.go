package seal

import (
	"context"
	"encoding/binary"
	"io"

	"golang.org/x/crypto/argon2"

	"github.com/psacrypto/psa"
)

// Cost is what it costs to try a passphrase: the parameters of Argon2id (RFC 9106). The zero Cost stands for the RFC's second recommendation, 64 MiB
// with 3 passes and 4 threads.
type Cost struct {
	// Memory in KiB, at least 8 for each thread, at most 2 GiB.
	Memory uint32
	// Passes over the memory, at least 1. Memory times passes is at most 8 GiB.
	Passes uint32
	// Threads is the degree of parallelism, at least 1.
	Threads uint8
}

const (
	saltLen = 16
	costLen = 4 + 4 + 1

	// A header that was tampered with must not make the program take any amount of memory or time.
	maxCostMemory = 2 << 20
	maxCostTotal  = 8 << 20
)

func (c Cost) orDefault() Cost {
	if c == (Cost{}) {
		return Cost{Memory: 64 << 10, Passes: 3, Threads: 4}
	}
	return c
}

func (c Cost) valid() bool {
	return c.Threads >= 1 && c.Passes >= 1 && c.Memory >= 8*uint32(c.Threads) && c.Memory <= maxCostMemory &&
		uint64(c.Memory)*uint64(c.Passes) <= maxCostTotal
}

// Passphrase makes a root key of what ask returns, which is asked once for each opening of a store, and once for each change of its root key. The bytes
// are wiped after use. An error of ask is returned as it is; an empty passphrase is refused.
func Passphrase(ask func(context.Context) ([]byte, error)) Root {
	return PassphraseCost(ask, Cost{})
}

// PassphraseCost is [Passphrase] with another cost for the stores that are made with it. An existing store says its own.
func PassphraseCost(ask func(context.Context) ([]byte, error), c Cost) Root {
	return &passphrase{ask: ask, cost: c.orDefault()}
}

type passphrase struct {
	ask  func(context.Context) ([]byte, error)
	cost Cost
}

func (p *passphrase) Kind() RootKind { return RootPassphrase }

func (p *passphrase) begin() rootUse { return &passphraseUse{passphrase: p} }

type passphraseUse struct {
	*passphrase
	said []byte
}

func (u *passphraseUse) secret(ctx context.Context) ([]byte, error) {
	if u.said == nil {
		p, err := u.ask(ctx)
		if err != nil {
			clear(p)
			return nil, err
		}
		if len(p) == 0 {
			return nil, psa.Errorf(psa.ErrInvalidArgument, "the passphrase is empty")
		}
		u.said = p
	}
	return u.said, nil
}

func (u *passphraseUse) create(ctx context.Context, rand io.Reader, key []byte, _ bool) ([]byte, error) {
	if !u.cost.valid() {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the cost of a passphrase is out of range: %d KiB of memory, %d passes, %d threads", u.cost.Memory, u.cost.Passes, u.cost.Threads)
	}
	params := make([]byte, costLen+saltLen)
	binary.BigEndian.PutUint32(params, u.cost.Memory)
	binary.BigEndian.PutUint32(params[4:], u.cost.Passes)
	params[8] = u.cost.Threads
	if err := random(rand, params[costLen:]); err != nil {
		return nil, err
	}
	return params, u.derive(ctx, u.cost, params[costLen:], key)
}

func (u *passphraseUse) find(ctx context.Context, id rootID, params, key []byte) error {
	if err := u.check(id, params); err != nil {
		return err
	}
	if err := u.derive(ctx, costOf(params), params[costLen:], key); err != nil {
		return err
	}
	if idOf(key) != id {
		clear(key)
		return psa.Errorf(psa.ErrNotPermitted, "the root key does not open this store: the passphrase is another one")
	}
	return nil
}

func (u *passphraseUse) check(_ rootID, params []byte) error {
	if len(params) != costLen+saltLen || !costOf(params).valid() {
		return corruptHeader("its parameters of the passphrase are out of range")
	}
	return nil
}

func costOf(params []byte) Cost {
	return Cost{
		Memory:  binary.BigEndian.Uint32(params),
		Passes:  binary.BigEndian.Uint32(params[4:]),
		Threads: params[8],
	}
}

func (u *passphraseUse) derive(ctx context.Context, c Cost, salt, key []byte) error {
	secret, err := u.secret(ctx)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return err
	}
	k := argon2.IDKey(secret, salt, c.Passes, c.Memory, c.Threads, keyLen)
	copy(key, k)
	clear(k)
	return nil
}

func (u *passphraseUse) undo() {}

func (u *passphraseUse) forget(rootID) error { return nil }

func (u *passphraseUse) end() {
	clear(u.said)
	u.said = nil
}
