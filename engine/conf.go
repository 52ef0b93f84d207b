package engine

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/window"
)

// Bool reads a setting that is true or false.
func (c Conf) Bool(name string, unset bool) bool {
	v, ok := c[name]
	if !ok || v == "" {
		return unset
	}
	return strings.EqualFold(v, "true")
}

// policy is the query's rule for several watermarks.
func (q *Query) policy() window.Policy {
	if strings.EqualFold(q.Conf[policyConf], "max") {
		return window.Max
	}
	return window.Min
}

const policyConf = "spark.sql.streaming.multipleWatermarkPolicy"

// fixedConf are the settings that a checkpoint keeps for the life of a query, with Spark's
// defaults.
var fixedConf = [...][2]string{
	{policyConf, "min"},
	{"spark.sql.streaming.stateStore.providerClass", "org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider"},
	{"spark.sql.streaming.flatMapGroupsWithState.stateFormatVersion", "2"},
	{"spark.sql.streaming.aggregation.stateFormatVersion", "2"},
	{"spark.sql.streaming.join.stateFormatVersion", "2"},
	{"spark.sql.streaming.stateStore.compression.codec", "lz4"},
	{"spark.sql.streaming.stateStore.rocksdb.formatVersion", "5"},
	{"spark.sql.streaming.statefulOperator.useStrictDistribution", "true"},
	{"spark.sql.shuffle.partitions", "200"},
}

// kept lists the settings that go into the offset log.
func (c Conf) kept() map[string]string {
	out := map[string]string{}
	for _, f := range fixedConf {
		out[f[0]] = f[1]
		if v := c[f[0]]; v != "" {
			out[f[0]] = v
		}
	}
	return out
}

// forced returns the settings with those of a checkpoint in the place of the session's.
func (c Conf) forced(kept map[string]string) Conf {
	out := Conf{}
	for k, v := range c {
		out[k] = v
	}
	for _, f := range fixedConf {
		if v := kept[f[0]]; v != "" {
			out[f[0]] = v
		}
	}
	return out
}
