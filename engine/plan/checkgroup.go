package plan

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// groupStates lists mapGroupsWithState and flatMapGroupsWithState over streams, the one nearest
// the sink first.
func groupStates(n operator.Node) []*operator.GroupState {
	var out []*operator.GroupState
	if g, ok := n.(*operator.GroupState); ok && Streaming(g.Child) {
		out = append(out, g)
	}
	for _, c := range n.Children() {
		out = append(out, groupStates(c)...)
	}
	return out
}

// checkGroups judges how many functions with state there are.
func checkGroups(list []*operator.GroupState, mode operator.OutputMode) *expr.Error {
	maps, flats, allAppend := 0, 0, mode == operator.Append
	for _, g := range list {
		if g.Flat {
			flats++
			allAppend = allAppend && g.FuncMode == operator.Append
		} else {
			maps++
		}
	}
	switch {
	case maps > 1:
		return unsupported("Multiple mapGroupsWithStates are not supported on a streaming DataFrames/Datasets")
	case maps > 0 && flats > 0:
		return unsupported("Mixing mapGroupsWithStates and flatMapGroupsWithStates are not supported on a streaming DataFrames/Datasets")
	case flats > 1 && !allAppend:
		return unsupported("Multiple flatMapGroupsWithStates are not supported when they are not all in append mode or the output mode is not append on a streaming DataFrames/Datasets")
	}
	return nil
}

// checkGroup judges one function against the output mode; aggregated tells of aggregations in the query.
func checkGroup(g *operator.GroupState, mode operator.OutputMode, aggregated bool) *expr.Error {
	switch {
	case g.Initial != nil && Streaming(g.Initial):
		return unsupported("Non-streaming DataFrame/Dataset is not supported as the initial state in [flatMap|map]GroupsWithState operation on a streaming DataFrame/Dataset")
	case !g.Flat && mode != operator.Update:
		return unsupported("mapGroupsWithState is not supported with " + mode.String() + " output mode on a streaming DataFrame/Dataset")
	case g.Flat && aggregated && g.FuncMode == operator.Update:
		return unsupported("flatMapGroupsWithState in update mode is not supported with aggregation on a streaming DataFrame/Dataset")
	case g.Flat && !aggregated && g.FuncMode != mode:
		return unsupported("flatMapGroupsWithState in " + strings.ToLower(g.FuncMode.String()) + " mode is not supported with " + mode.String() + " output mode on a streaming DataFrame/Dataset")
	}
	if g.Timeout != operator.EventTimeTimeout || g.Child.Schema().EventTime() >= 0 {
		return nil
	}
	return unsupported("Watermark must be specified in the query using '[Dataset/DataFrame].withWatermark()' for using event-time timeout in a [map|flatMap]GroupsWithState. Event-time timeout not supported without watermark.")
}
