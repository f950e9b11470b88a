package derivation

import (
	"math/big"
	"os/exec"
	"strings"
	"testing"

	"github.com/psacrypto/psa/keytype"
)

// TestCurveOrders: each is a prime of as many bits as the curve is known to have, and there is one for every Weierstrass and twisted Edwards curve.
func TestCurveOrders(t *testing.T) {
	n := 0
	for _, g := range keytype.Groups() {
		order := CurveOrder(g.Family, g.Bits)
		if !g.Family.IsWeierstrass() && g.Family != keytype.TwistedEdwards {
			if order != nil {
				t.Errorf("%s has an order", g.Name)
			}
			continue
		}
		n++
		x := new(big.Int).SetBytes(order)
		if x.BitLen() != g.OrderBits || !x.ProbablyPrime(4) {
			t.Errorf("%s: %x is no prime of %d bits", g.Name, order, g.OrderBits)
		}
		if len(order) == 0 || order[0] == 0 || bitLen(order) != x.BitLen() {
			t.Errorf("%s: %x has a leading zero", g.Name, order)
		}
	}
	if n != len(orders) {
		t.Errorf("%d orders for %d curves", len(orders), n)
	}
	// RFC 7748, section 4, writes the orders as sums.
	ed := new(big.Int).Lsh(big.NewInt(1), 252)
	c, _ := new(big.Int).SetString("14def9dea2f79cd65812631a5cf5d3ed", 16)
	if ed.Add(ed, c).Cmp(new(big.Int).SetBytes(CurveOrder(keytype.TwistedEdwards, 255))) != 0 {
		t.Error("edwards25519 has another order")
	}
	ed.Lsh(big.NewInt(1), 446)
	c, _ = new(big.Int).SetString("8335dc163bb124b65129c96fde933d8d723a70aadc873d6d54a7bb0d", 16)
	if ed.Sub(ed, c).Cmp(new(big.Int).SetBytes(CurveOrder(keytype.TwistedEdwards, 448))) != 0 {
		t.Error("edwards448 has another order")
	}
}

// TestCurveOrdersAgainstOpenSSL asks another implementation for its constants.
func TestCurveOrdersAgainstOpenSSL(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("no openssl command")
	}
	found := 0
	for _, g := range keytype.Groups() {
		if !g.Family.IsWeierstrass() {
			continue
		}
		for _, name := range append([]string{g.Name}, strings.Fields(g.Aliases)...) {
			out, err := exec.CommandContext(t.Context(), openssl, "ecparam", "-name", name, "-param_enc", "explicit", "-text", "-noout").Output()
			if err != nil {
				continue
			}
			_, rest, _ := strings.Cut(string(out), "Order:")
			digits, _, _ := strings.Cut(rest, "Cofactor:")
			want, isNumber := new(big.Int).SetString(strings.NewReplacer(":", "", " ", "", "\n", "").Replace(digits), 16)
			if !isNumber || want.Cmp(new(big.Int).SetBytes(CurveOrder(g.Family, g.Bits))) != 0 {
				t.Errorf("%s: OpenSSL's order is %x", g.Name, want)
			}
			found++
			break
		}
	}
	if found < 5 {
		t.Errorf("OpenSSL knew only %d curves", found)
	}
}

// TestGroupPrimes recomputes the primes from their definition: RFC 7919, appendix A, has 2^n - 2^(n-64) + {[2^(n-130) e] + X} * 2^64 - 1, and RFC 3526 the
// same with pi.
func TestGroupPrimes(t *testing.T) {
	for f, xs := range map[keytype.Family]map[int]int64{
		keytype.RFC7919: {2048: 560316, 3072: 2625351, 4096: 5736041, 6144: 15705020, 8192: 10965728},
		keytype.RFC3526: {2048: 124476, 3072: 1690314, 4096: 240904, 6144: 929484, 8192: 4743158},
	} {
		for n, x := range xs {
			digits := eulersNumber(uint(n - 130))
			if f == keytype.RFC3526 {
				digits = pi(uint(n - 130))
			}
			one := big.NewInt(1)
			p := new(big.Int).Lsh(one, uint(n))
			p.Sub(p, new(big.Int).Lsh(one, uint(n-64)))
			p.Add(p, digits.Lsh(digits.Add(digits, big.NewInt(x)), 64))
			p.Sub(p, one)
			if got := GroupPrime(f, n); p.Cmp(new(big.Int).SetBytes(got)) != 0 || len(got) != n/8 {
				t.Errorf("the prime of %d bits of family %#x is %x", n, f, got)
			}
		}
	}
	if GroupPrime(keytype.RFC7919, 1024) != nil || GroupPrime(keytype.SECPR1, 256) != nil {
		t.Error("a group too many")
	}
}

const guard = 64

// eulersNumber returns [2^bits e].
func eulersNumber(bits uint) *big.Int {
	term := new(big.Int).Lsh(big.NewInt(1), bits+guard)
	sum := new(big.Int).Set(term)
	for i := int64(1); term.Sign() > 0; i++ {
		term.Div(term, big.NewInt(i))
		sum.Add(sum, term)
	}
	return sum.Rsh(sum, guard)
}

// pi returns [2^bits pi], by Machin's formula.
func pi(bits uint) *big.Int {
	arctan := func(inverse int64) *big.Int {
		term := new(big.Int).Lsh(big.NewInt(1), bits+guard)
		term.Div(term, big.NewInt(inverse))
		sum := new(big.Int)
		for i := int64(1); term.Sign() > 0; i += 2 {
			part := new(big.Int).Div(term, big.NewInt(i))
			if i%4 == 1 {
				sum.Add(sum, part)
			} else {
				sum.Sub(sum, part)
			}
			term.Div(term, big.NewInt(inverse*inverse))
		}
		return sum
	}
	sum := arctan(5)
	sum.Sub(sum.Lsh(sum, 2), arctan(239))
	return sum.Rsh(sum.Lsh(sum, 2), guard)
}
