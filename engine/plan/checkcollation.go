package plan

import (
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// checkStateKeys refuses, of a node of a stream, what Spark's state store refuses to be a key: a text with a collation, by which rows
// with other bytes would be the same. Where ON compares columns, Spark stores keys instead.
func checkStateKeys(n operator.Node) *expr.Error {
	switch n := n.(type) {
	case *operator.Join:
		if n.Streams {
			return checkJoinKeys(n)
		}
	case *operator.Aggregate, *operator.Dedup, *operator.GroupState, *operator.TransformWithState:
		for _, s := range n.(operator.Shaped).Stores() {
			if s.Key.Type().Collated() {
				return binaryInequality(s.Key)
			}
		}
	}
	return nil
}

func checkJoinKeys(n *operator.Join) *expr.Error {
	for _, side := range [][]expr.Expr{n.LeftKeys, n.RightKeys} {
		fields := make([]data.Field, len(side))
		refused := false
		for i, k := range side {
			fields[i] = data.Field{Name: fmt.Sprintf("field%d", i), Type: k.Type()}
			if text, keyed := expr.KeyedText(k); keyed {
				fields[i].Type, refused = text.Type(), true
			}
		}
		if refused {
			return binaryInequality(data.NewSchema(fields...))
		}
	}
	return nil
}

func binaryInequality(key *data.Schema) *expr.Error {
	return &expr.Error{Condition: "STATE_STORE_UNSUPPORTED_OPERATION_BINARY_INEQUALITY", SQLState: "XXKST", Runtime: true,
		Message: fmt.Sprintf("Binary inequality column is not supported with state store. Provided schema: %s.", key.NullableJSON()),
		Hint:    "Group by what is equal for the collation: lower(text COLLATE UTF8_BINARY), for one."}
}
