package soft

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
)

// Copy implements driver.Copier. The specification's format holds all that there is to a key in software.
func (d *Driver) Copy(ctx context.Context, g driver.Grant, target *psa.Attributes) (driver.Material, error) {
	data, err := d.Export(ctx, g, nil)
	if err != nil {
		return driver.Material{}, err
	}
	defer clear(data)
	return d.Import(ctx, target, data)
}
