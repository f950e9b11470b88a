package sqlite

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
)

// Why records are masked
//
// A deleted record must leave nothing of its data in any file. SQLite's secure_delete, which is there for that, wipes the place of the deleted cell, but
// not the copies that balancing has left in the slack of pages: when a page of a tree is rebuilt, its cells move, and their old bytes stay
// where no cell is any more (rebuildPage in SQLite's btree.c, up to 3.49 at least). With 3,000 records of about 350 bytes and secure_delete = ON,
// 2 of 300 deleted ones could still be read from the file. VACUUM would get rid of them, in time that grows with the store.
//
// So the data of each record lies in its row only XORed with a stream that comes from 32 random bytes of its own, the seed, and the seeds lie in a table whose
// rows never move: slots are of one length, are only ever added at the right end of the tree (which SQLite does without rebuilding a
// page, balance_quick), are never deleted, and are overwritten in place (btreeOverwriteCell). To delete a record is to overwrite its seed with zeros,
// on one page. The slot then waits in the table free for another record. What is left of the row in slack or on free pages can't be unmasked.
//
// It isn't meant to keep anything secret that is there: who can read a record's row can read its seed. It costs a page in a commit and saves some:
// secure_delete can be FAST, which needn't write zeros over all pages of a long record, so that deletes need little room on a full disk.
//
// A record that is renewed (Tx.Renew) keeps its seed: what is left of its earlier data can be unmasked as long as the record is there, which is what Renew is for.
//
// A name isn't masked, since names are sorted by their bytes. It can outlive its record in slack.

const seedLen = 32

var noSeed [seedLen]byte // what a free slot holds

func newSeed() (seed [seedLen]byte) {
	rand.Read(seed[:])
	return seed
}

// mask masks or unmasks data in place: AES-256 in counter mode from zero. A seed is used for one record once, unless that is renewed.
func mask(seed *[seedLen]byte, data []byte) {
	block, err := aes.NewCipher(seed[:])
	if err != nil {
		panic(err) // by a wrong length of the key only
	}
	var zero [aes.BlockSize]byte
	cipher.NewCTR(block, zero[:]).XORKeyStream(data, data)
}
