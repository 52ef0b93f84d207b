package engine

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// Outcome is what becomes of the saved state of a stateful step when its query starts again.
type Outcome uint8

// The outcomes. A query of which one step is refused does not start.
const (
	Kept    Outcome = iota
	Rebuilt         // computed again from the first batch
	Refused
)

// String gives the outcome as people read it.
func (o Outcome) String() string {
	return [...]string{"state kept", "state rebuilt from the recording", "refused"}[o]
}

// Verdict is the outcome for one stateful step.
type Verdict struct {
	Step    string // Spark's name of the operator, then the operator as plans show it
	Outcome Outcome
	Why     string // what was changed, "" when nothing was
}

// String gives the verdict in one line.
func (v Verdict) String() string {
	text := v.Step + ": " + v.Outcome.String()
	if v.Why != "" {
		text += " (" + v.Why + ")"
	}
	return text
}

// StateShape describes the saved state of one stateful step: Spark's state/N/_metadata.
type StateShape struct {
	Name   string // Spark's operatorName
	Detail string // the operator as plans show it
	Layout string // how this program lays the state out
	Stores []operator.StoreShape
}

// ShapeKeeper is a checkpoint that knows what state it holds.
type ShapeKeeper interface {
	// Shapes are those of the stored state, in the order of the operators. known is false for a
	// checkpoint in which nothing was written about its state.
	Shapes() (shapes []StateShape, known bool, err error)
	// KeepShapes stores them; it comes before the first state.
	KeepShapes(shapes []StateShape) error
	// Replace puts states at version n, of other shapes, in the place of all that are stored, at
	// once or not at all.
	Replace(n int64, states []state.Versioned, shapes []StateShape) error
}

// shapes describes the states of a timeline, nearest the sink first.
func (t *Timeline) shapes() []StateShape {
	var out []StateShape
	for _, id := range t.tree.preorder {
		st := t.states[id]
		if st == nil {
			continue
		}
		n := t.tree.nodes[id]
		d := n.Describe()
		s := StateShape{Name: d.Spark, Detail: d.Name + " " + d.Detail}
		if x, ok := n.(operator.Shaped); ok {
			s.Stores = x.Stores()
		}
		if x, ok := st.(*state.Store); ok {
			s.Layout = x.Shape()
		}
		out = append(out, s)
	}
	return out
}

// judge compares the stored shapes with those of the query. The error is Spark's refusal; the
// verdicts name each step of the query.
func judge(stored, now []StateShape, conf Conf) ([]Verdict, error) {
	verdicts := make([]Verdict, len(now))
	for i, s := range now {
		verdicts[i] = Verdict{Step: s.step()}
	}
	if err := sameOperators(stored, now); err != nil {
		for i := range verdicts {
			verdicts[i].Outcome, verdicts[i].Why = Refused, "the stateful operators in the checkpoint are ["+operatorList(stored)+"]"
		}
		if len(now) == 0 {
			verdicts = []Verdict{{Step: stored[0].step(), Outcome: Refused, Why: "it is no longer in the query"}}
		}
		return verdicts, err
	}
	var first error
	for i := range now {
		v := &verdicts[i]
		err := stored[i].fits(now[i], conf)
		switch {
		case err != nil:
			v.Outcome = Refused
			if stored[i].Detail != "" {
				v.Why = "it was " + stored[i].Detail
			}
			if first == nil {
				first = err
			}
		case stored[i].Detail != now[i].Detail:
			v.Why = "it was " + stored[i].Detail + "; what is in the state stays as it is"
		}
	}
	return verdicts, first
}

func (s StateShape) step() string { return s.Name + ": " + s.Detail }

// sameOperators is Spark's check of operator names against state/N/_metadata.
func sameOperators(stored, now []StateShape) error {
	if len(stored) == 0 && len(now) > 0 {
		return &expr.Error{Condition: "STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY", SQLState: "42K03", Runtime: true,
			Message: "Cannot restart streaming query with stateful operators because the state directory is empty or missing.\nStateful operators in current batch: [" +
				operatorList(now) + "].\nThis typically occurs when state files have been deleted or the streaming query was previously run without stateful operators but restarted with stateful operators.\n" +
				"Please remove the stateful operators, use a new checkpoint location, or restore the missing state files.", Hint: newCheckpoint}
	}
	if operatorList(stored) == operatorList(now) {
		return nil
	}
	return &expr.Error{Condition: "STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA", SQLState: "42K03", Runtime: true,
		Message: "Streaming stateful operator name does not match with the operator in state metadata. This likely to happen when user adds/removes/changes stateful operator of existing streaming query.\n" +
			"Stateful operators in the metadata: [" + operatorList(stored) + "]; Stateful operators in current batch: [" + operatorList(now) + "].", Hint: newCheckpoint}
}

// newCheckpoint is the way out of a refused state.
const newCheckpoint = "Give the changed query a new checkpointLocation, or take the change back."

func operatorList(list []StateShape) string {
	parts := make([]string, len(list))
	for i, s := range list {
		parts[i] = fmt.Sprintf("(OperatorId: %d -> OperatorName: %s)", i, s.Name)
	}
	return strings.Join(parts, ", ")
}

// fits is Spark's StateSchemaCompatibilityChecker: number and types of the fields must be the same,
// names may differ. What Spark would take and this program cannot read is refused too.
func (s StateShape) fits(now StateShape, conf Conf) error {
	if conf.Bool("spark.sql.streaming.stateStore.stateSchemaCheck", true) {
		for i := range min(len(s.Stores), len(now.Stores)) {
			old, x := s.Stores[i], now.Stores[i]
			if !old.Key.Type().SameShape(x.Key.Type()) {
				return schemaRefused("key", old.Key, x.Key)
			}
			if !old.Value.Type().SameShape(x.Value.Type()) {
				return schemaRefused("value", old.Value, x.Value)
			}
		}
	}
	if s.Layout == "" && s.Detail == "" {
		return &expr.Error{Runtime: true, Message: "The state in the checkpoint was written by another program: Spark lays the files of state/ out otherwise. A query without state can go on from a checkpoint of Spark's, " +
			now.Detail + " cannot.", Hint: newCheckpoint}
	}
	if s.Layout != now.Layout {
		return &expr.Error{Runtime: true, Message: "The state in the checkpoint is that of " + s.Detail + ". " + now.Detail + " keeps another one and cannot go on with it, although its schema is the same.", Hint: newCheckpoint}
	}
	return nil
}

func schemaRefused(what string, old, now *data.Schema) error {
	return &expr.Error{Condition: "STATE_STORE_" + strings.ToUpper(what) + "_SCHEMA_NOT_COMPATIBLE", SQLState: "XXKST", Runtime: true,
		Message: "Provided " + what + " schema does not match existing state " + what + " schema.\nPlease check number and type of fields.\n" +
			"Existing " + what + "_schema=" + old.Type().Catalyst() + " and new " + what + "_schema=" + now.Type().Catalyst() + ".\n" +
			"If you want to force running the query without schema validation, please set spark.sql.streaming.stateStore.stateSchemaCheck to false.\n" +
			"However, please note that running the query with incompatible schema could cause non-deterministic behavior.",
		Hint: fmt.Sprintf("In the checkpoint the %s is (%s), in this query (%s). %s", what, old, now, newCheckpoint)}
}
