package spark

import (
	"fmt"
	"math/big"
	"reflect"
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// toDecimal takes integers, floats, *big.Int, *big.Rat values and decimal text.
func toDecimal(v reflect.Value, t *data.Type) (any, error) {
	r := new(big.Rat)
	switch {
	case v.CanInt():
		r.SetInt64(v.Int())
	case v.CanUint():
		r.SetUint64(v.Uint())
	case v.CanFloat():
		if r.SetFloat64(v.Float()) == nil {
			return nil, fmt.Errorf("%v is no decimal number", v.Float())
		}
	case v.Kind() == reflect.String:
		if _, ok := r.SetString(v.String()); !ok {
			return nil, fmt.Errorf("%q is no decimal number", v.String())
		}
	case v.Type() == reflect.TypeFor[big.Int]():
		n := v.Interface().(big.Int)
		r.SetInt(&n)
	case v.Type() == reflect.TypeFor[big.Rat]():
		n := v.Interface().(big.Rat)
		r.Set(&n)
	default:
		return nil, mismatch(v, t)
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(t.Scale)), nil)
	unscaled := roundHalfUp(r.Mul(r, new(big.Rat).SetInt(scale)))
	d, ok := data.DecBig(unscaled)
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(t.Precision)), nil)
	if !ok || unscaled.CmpAbs(limit) >= 0 {
		return nil, fmt.Errorf("%v does not fit DECIMAL(%d,%d)", v, t.Precision, t.Scale)
	}
	return d, nil
}

// roundHalfUp rounds to an integer, halves away from zero, as Spark rounds decimals.
func roundHalfUp(r *big.Rat) *big.Int {
	n := new(big.Int).Mul(new(big.Int).Abs(r.Num()), big.NewInt(2))
	n.Add(n, r.Denom())
	n.Quo(n, new(big.Int).Mul(r.Denom(), big.NewInt(2)))
	if r.Sign() < 0 {
		n.Neg(n)
	}
	return n
}

// sortedKeys lists the keys of a map in the order of their text.
func sortedKeys(m reflect.Value) []reflect.Value {
	keys := m.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int {
		x, y := fmt.Sprint(a), fmt.Sprint(b)
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return keys
}
