package binary

import (
	"encoding/hex"
	"sync"

	"github.com/psacrypto/psa/internal/primitive/primefield"
)

// parameters are the numbers of a curve, those of hexadecimal digits each of the length of the field, but the order.
type parameters struct {
	name          string
	m             int
	terms         []int
	a, b, x, y, n string
	cofactor      int
}

// SECT163k1 is the curve of SEC 2, section 3.2.1. It is made by the first call.
func SECT163k1() *Curve { return sect163k1() }

// SECT163r1 is the curve of SEC 2, section 3.2.2. It is made by the first call.
func SECT163r1() *Curve { return sect163r1() }

// SECT163r2 is the curve of SEC 2, section 3.2.3. It is made by the first call.
func SECT163r2() *Curve { return sect163r2() }

// SECT233k1 is the curve of SEC 2, section 3.3.1. It is made by the first call.
func SECT233k1() *Curve { return sect233k1() }

// SECT233r1 is the curve of SEC 2, section 3.3.2. It is made by the first call.
func SECT233r1() *Curve { return sect233r1() }

// SECT239k1 is the curve of SEC 2, section 3.4.1. It is made by the first call.
func SECT239k1() *Curve { return sect239k1() }

// SECT283k1 is the curve of SEC 2, section 3.5.1. It is made by the first call.
func SECT283k1() *Curve { return sect283k1() }

// SECT283r1 is the curve of SEC 2, section 3.5.2. It is made by the first call.
func SECT283r1() *Curve { return sect283r1() }

// SECT409k1 is the curve of SEC 2, section 3.6.1. It is made by the first call.
func SECT409k1() *Curve { return sect409k1() }

// SECT409r1 is the curve of SEC 2, section 3.6.2. It is made by the first call.
func SECT409r1() *Curve { return sect409r1() }

// SECT571k1 is the curve of SEC 2, section 3.7.1. It is made by the first call.
func SECT571k1() *Curve { return sect571k1() }

// SECT571r1 is the curve of SEC 2, section 3.7.2. It is made by the first call.
func SECT571r1() *Curve { return sect571r1() }

var (
	sect163k1 = parameters{
		name: "sect163k1", m: 163, terms: []int{7, 6, 3}, cofactor: 2,
		a: "000000000000000000000000000000000000000001",
		b: "000000000000000000000000000000000000000001",
		x: "02fe13c0537bbc11acaa07d793de4e6d5e5c94eee8",
		y: "0289070fb05d38ff58321f2e800536d538ccdaa3d9",
		n: "04000000000000000000020108a2e0cc0d99f8a5ef",
	}.lazily()
	sect163r1 = parameters{
		name: "sect163r1", m: 163, terms: []int{7, 6, 3}, cofactor: 2,
		a: "07b6882caaefa84f9554ff8428bd88e246d2782ae2",
		b: "0713612dcddcb40aab946bda29ca91f73af958afd9",
		x: "0369979697ab43897789566789567f787a7876a654",
		y: "00435edb42efafb2989d51fefce3c80988f41ff883",
		n: "03ffffffffffffffffffff48aab689c29ca710279b",
	}.lazily()
	sect163r2 = parameters{
		name: "sect163r2", m: 163, terms: []int{7, 6, 3}, cofactor: 2,
		a: "000000000000000000000000000000000000000001",
		b: "020a601907b8c953ca1481eb10512f78744a3205fd",
		x: "03f0eba16286a2d57ea0991168d4994637e8343e36",
		y: "00d51fbc6c71a0094fa2cdd545b11c5c0c797324f1",
		n: "040000000000000000000292fe77e70c12a4234c33",
	}.lazily()
	sect233k1 = parameters{
		name: "sect233k1", m: 233, terms: []int{74}, cofactor: 4,
		a: "000000000000000000000000000000000000000000000000000000000000",
		b: "000000000000000000000000000000000000000000000000000000000001",
		x: "017232ba853a7e731af129f22ff4149563a419c26bf50a4c9d6eefad6126",
		y: "01db537dece819b7f70f555a67c427a8cd9bf18aeb9b56e0c11056fae6a3",
		n: "8000000000000000000000000000069d5bb915bcd46efb1ad5f173abdf",
	}.lazily()
	sect233r1 = parameters{
		name: "sect233r1", m: 233, terms: []int{74}, cofactor: 2,
		a: "000000000000000000000000000000000000000000000000000000000001",
		b: "0066647ede6c332c7f8c0923bb58213b333b20e9ce4281fe115f7d8f90ad",
		x: "00fac9dfcbac8313bb2139f1bb755fef65bc391f8b36f8f8eb7371fd558b",
		y: "01006a08a41903350678e58528bebf8a0beff867a7ca36716f7e01f81052",
		n: "01000000000000000000000000000013e974e72f8a6922031d2603cfe0d7",
	}.lazily()
	sect239k1 = parameters{
		name: "sect239k1", m: 239, terms: []int{158}, cofactor: 4,
		a: "000000000000000000000000000000000000000000000000000000000000",
		b: "000000000000000000000000000000000000000000000000000000000001",
		x: "29a0b6a887a983e9730988a68727a8b2d126c44cc2cc7b2a6555193035dc",
		y: "76310804f12e549bdb011c103089e73510acb275fc312a5dc6b76553f0ca",
		n: "2000000000000000000000000000005a79fec67cb6e91f1c1da800e478a5",
	}.lazily()
	sect283k1 = parameters{
		name: "sect283k1", m: 283, terms: []int{12, 7, 5}, cofactor: 4,
		a: "000000000000000000000000000000000000000000000000000000000000000000000000",
		b: "000000000000000000000000000000000000000000000000000000000000000000000001",
		x: "0503213f78ca44883f1a3b8162f188e553cd265f23c1567a16876913b0c2ac2458492836",
		y: "01ccda380f1c9e318d90f95d07e5426fe87e45c0e8184698e45962364e34116177dd2259",
		n: "01ffffffffffffffffffffffffffffffffffe9ae2ed07577265dff7f94451e061e163c61",
	}.lazily()
	sect283r1 = parameters{
		name: "sect283r1", m: 283, terms: []int{12, 7, 5}, cofactor: 2,
		a: "000000000000000000000000000000000000000000000000000000000000000000000001",
		b: "027b680ac8b8596da5a4af8a19a0303fca97fd7645309fa2a581485af6263e313b79a2f5",
		x: "05f939258db7dd90e1934f8c70b0dfec2eed25b8557eac9c80e2e198f8cdbecd86b12053",
		y: "03676854fe24141cb98fe6d4b20d02b4516ff702350eddb0826779c813f0df45be8112f4",
		n: "03ffffffffffffffffffffffffffffffffffef90399660fc938a90165b042a7cefadb307",
	}.lazily()
	sect409k1 = parameters{
		name: "sect409k1", m: 409, terms: []int{87}, cofactor: 4,
		a: "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
		b: "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001",
		x: "0060f05f658f49c1ad3ab1890f7184210efd0987e307c84c27accfb8f9f67cc2c460189eb5aaaa62ee222eb1b35540cfe9023746",
		y: "01e369050b7c4e42acba1dacbf04299c3460782f918ea427e6325165e9ea10e3da5f6c42e9c55215aa9ca27a5863ec48d8e0286b",
		n: "7ffffffffffffffffffffffffffffffffffffffffffffffffffe5f83b2d4ea20400ec4557d5ed3e3e7ca5b4b5c83b8e01e5fcf",
	}.lazily()
	sect409r1 = parameters{
		name: "sect409r1", m: 409, terms: []int{87}, cofactor: 2,
		a: "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001",
		b: "0021a5c2c8ee9feb5c4b9a753b7b476b7fd6422ef1f3dd674761fa99d6ac27c8a9a197b272822f6cd57a55aa4f50ae317b13545f",
		x: "015d4860d088ddb3496b0c6064756260441cde4af1771d4db01ffe5b34e59703dc255a868a1180515603aeab60794e54bb7996a7",
		y: "0061b1cfab6be5f32bbfa78324ed106a7636b9c5a7bd198d0158aa4f5488d08f38514f1fdf4b4f40d2181b3681c364ba0273c706",
		n: "010000000000000000000000000000000000000000000000000001e2aad6a612f33307be5fa47c3c9e052f838164cd37d9a21173",
	}.lazily()
	sect571k1 = parameters{
		name: "sect571k1", m: 571, terms: []int{10, 5, 2}, cofactor: 4,
		a: "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
		b: "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001",
		x: "026eb7a859923fbc82189631f8103fe4ac9ca2970012d5d46024804801841ca44370958493b205e647da304db4ceb08cbbd1ba39494776fb988b47174dca88c7e2945283a01c8972",
		y: "0349dc807f4fbf374f4aeade3bca95314dd58cec9f307a54ffc61efc006d8a2c9d4979c0ac44aea74fbebbb9f772aedcb620b01a7ba7af1b320430c8591984f601cd4c143ef1c7a3",
		n: "020000000000000000000000000000000000000000000000000000000000000000000000131850e1f19a63e4b391a8db917f4138b630d84be5d639381e91deb45cfe778f637c1001",
	}.lazily()
	sect571r1 = parameters{
		name: "sect571r1", m: 571, terms: []int{10, 5, 2}, cofactor: 2,
		a: "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001",
		b: "02f40e7e2221f295de297117b7f3d62f5c6a97ffcb8ceff1cd6ba8ce4a9a18ad84ffabbd8efa59332be7ad6756a66e294afd185a78ff12aa520e4de739baca0c7ffeff7f2955727a",
		x: "0303001d34b856296c16c0d40d3cd7750a93d1d2955fa80aa5f40fc8db7b2abdbde53950f4c0d293cdd711a35b67fb1499ae60038614f1394abfa3b4c850d927e1e7769c8eec2d19",
		y: "037bf27342da639b6dccfffeb73d69d78c6c27a6009cbbca1980f8533921e8a684423e43bab08a576291af8f461bb2a8b3531d2f0485c19b16e2f1516e23dd3c1a4827af1b8ac15b",
		n: "03ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe661ce18ff55987308059b186823851ec7dd9ca1161de93d5174d66e8382e9bb2fe84e47",
	}.lazily()
)

// lazily makes a function that makes the curve in its first call.
func (p parameters) lazily() func() *Curve { return sync.OnceValue(p.curve) }

func (p parameters) curve() *Curve {
	c := &Curve{name: p.name, field: newField(p.m, p.terms...), order: number(p.n), cofactor: p.cofactor}
	c.scalars = primefield.New(c.order)
	for _, s := range []struct {
		z *element
		s string
	}{{&c.a, p.a}, {&c.b, p.b}, {&c.generator.x, p.x}, {&c.generator.y, p.y}} {
		if !c.field.setBytes(s.z, number(s.s)) {
			panic("binary: a constant is not in the field")
		}
	}
	c.bOne = c.b == element{1}
	c.traceA = c.field.trace(&c.a)
	return c
}

// number reads a constant of this package.
func number(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic("binary: a constant is no hexadecimal number: " + err.Error())
	}
	return b
}
