package scenario

import (
	"math/big"
	"regexp"
	"sync"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// isoInterval is the form in which Java writes intervals: P1Y2M, P0D and PT-1H30M0.5S.
var isoInterval = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^P(?:0D)?(?:(-?\d+)Y)?(?:(-?\d+)M)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?\d*\.?\d+)S)?)?$`)
})

// sameInterval compares intervals, of which documents hold the text that CAST gives or Java's.
func sameInterval(want, got string) bool {
	if want == got {
		return true
	}
	parts := isoInterval().FindStringSubmatch(want)
	if parts == nil {
		return false
	}
	total := new(big.Rat)
	for i, unit := range []int64{0, 12, 1, 3_600_000_000, 60_000_000, 1_000_000} {
		if n, ok := new(big.Rat).SetString(parts[i]); i > 0 && ok {
			total.Add(total, n.Mul(n, big.NewRat(unit, 1)))
		}
	}
	e, err := sql.ParseExpr(got)
	literal, ok := e.(*expr.Literal)
	if err != nil || !ok {
		return false
	}
	switch v := literal.Value.(type) {
	case int32:
		return total.Cmp(big.NewRat(int64(v), 1)) == 0
	case int64:
		return total.Cmp(big.NewRat(v, 1)) == 0
	}
	return false
}
