package spark

import (
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// settingRow is one setting of Spark 4.3 that means something here.
type settingRow struct {
	name, value string // value is Spark's default; "" where it has none
	// kind is how Spark names the type of the value: boolean, int, "time in MILLISECONDS",
	// "bytes in BYTE", or text. A list of values is "A|B".
	kind string
	help string
	// accept holds a requirement beyond the type, told by must.
	accept func(value string) bool
	must   string
	hidden bool // Spark does not list it in SET -v
	static bool // it is fixed when the session starts
}

// positive accepts whole numbers above zero.
func positive(v string) bool { n, err := strconv.Atoi(v); return err == nil && n > 0 }

// between accepts the numbers low to high.
func between(low, high int) func(string) bool {
	return func(v string) bool { n, err := strconv.Atoi(v); return err == nil && n >= low && n <= high }
}

func oneOf(list ...string) func(string) bool {
	return func(v string) bool {
		for _, w := range list {
			if strings.EqualFold(v, w) {
				return true
			}
		}
		return false
	}
}

// settingTable lists the settings in the order of their names.
func settingTable() []settingRow {
	const flag, number, millis, words = "boolean", "int", "time in MILLISECONDS", "text"
	s := "spark.sql.streaming."
	return []settingRow{
		{name: "spark.sql.ansi.enabled", value: "true", kind: flag, help: "Overflow, division by zero and bad casts fail; with false they give null or wrap around."},
		{name: "spark.sql.caseSensitive", value: "false", kind: flag, hidden: true, help: "Names of columns and views are compared with regard to case."},
		{name: "spark.sql.columnNameOfCorruptRecord", value: "_corrupt_record", kind: words, help: "The column that takes the text of a record that did not parse."},
		{name: "spark.sql.cteRecursionLevelLimit", value: "100", kind: number, hidden: true, help: "How many levels a recursive query may go, -1 for no limit."},
		{name: "spark.sql.cteRecursionRowLimit", value: "1000000", kind: number, hidden: true, help: "How many rows a recursive query may give, -1 for no limit."},
		{name: "spark.sql.geospatial.enabled", value: "true", kind: flag, hidden: true, help: "The data types GEOMETRY and GEOGRAPHY and their functions may be used."},
		{name: "spark.sql.mapKeyDedupPolicy", value: "EXCEPTION", kind: "EXCEPTION|LAST_WIN", help: "What a key does that comes twice when a map is made."},
		{name: "spark.sql.runSQLOnFiles", value: "true", kind: flag, hidden: true, help: "FROM json.`path` reads files."},
		{name: "spark.sql.session.timeZone", kind: words, help: "The time zone of the session: a region or an offset such as +02:00."},
		{name: "spark.sql.shuffle.partitions", value: "200", kind: number, accept: positive, must: "The value of spark.sql.shuffle.partitions must be positive",
			help: "Partitions of a shuffle. One task runs a step here, so it changes no result."},
		{name: s + "aggregation.stateFormatVersion", value: "2", kind: number, hidden: true, accept: between(1, 2), must: "Valid versions are 1 and 2", help: "Written into a checkpoint."},
		{name: s + "checkpointLocation", kind: words, help: "The folder under which named queries keep their checkpoints."},
		{name: s + "flatMapGroupsWithState.stateFormatVersion", value: "2", kind: number, hidden: true, accept: between(1, 2), must: "Valid versions are 1 and 2", help: "Written into a checkpoint."},
		{name: s + "join.stateFormatVersion", value: "2", kind: number, hidden: true, accept: between(1, 4), must: "Valid versions are 1, 2, 3, and 4", help: "Written into a checkpoint."},
		{name: s + "multipleWatermarkPolicy", value: "min", kind: words, accept: oneOf("min", "max"),
			must: "Invalid value for '" + s + "multipleWatermarkPolicy'. Valid values are 'min' and 'max'", help: "Which of several watermarks is the query's: the smallest or the greatest."},
		{name: s + "noDataMicroBatches.enabled", value: "true", kind: flag, help: "A batch runs without new rows when the watermark alone can finish results."},
		{name: s + "numRecentProgressUpdates", value: "100", kind: number, help: "How many updates RecentProgress keeps."},
		{name: s + "schemaInference", value: "false", kind: flag, hidden: true, help: "Streams of files may infer their schema from the files that are there."},
		{name: s + "stateStore.compression.codec", value: "lz4", kind: words, hidden: true, help: "Written into a checkpoint."},
		{name: budgetSetting, kind: words, help: "What the state of one query may take in memory with its history: 512m, 2g. Not set, it is half of what the machine, the container or --memory allows. This setting is ours."},
		{name: s + "stateStore.providerClass", value: "org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider", kind: words, hidden: true, help: "Written into a checkpoint."},
		{name: s + "stateStore.rocksdb.formatVersion", value: "5", kind: number, hidden: true, accept: between(0, 1<<30), must: "Must not be negative", help: "Written into a checkpoint."},
		{name: s + "statefulOperator.allowMultiple", value: "true", kind: flag, hidden: true, help: "Several stateful operators in one query, each with the watermark of its input."},
		{name: s + "unsupportedOperationCheck", value: "true", kind: flag, hidden: true, help: "Queries that streams cannot answer are refused before they start."},
		{name: s + "statefulOperator.checkCorrectness.enabled", value: "true", kind: flag, hidden: true, help: "Chains that could give wrong results are refused."},
		{name: s + "statefulOperator.useStrictDistribution", value: "true", kind: flag, hidden: true, help: "Written into a checkpoint."},
		{name: "spark.sql.timestampNanosTypes.enabled", value: "false", kind: flag, hidden: true, accept: oneOf("false"),
			must: "Spark's preview of timestamps with nanoseconds is not here: timestamps have microseconds.", help: "Spark's preview of timestamps with nanoseconds, which is not here."},
		{name: "spark.sql.timeType.enabled", value: "false", kind: flag, hidden: true, help: "The data type TIME may be used."},
		{name: substituteSetting, value: "true", kind: flag, help: "${name} in a statement stands for the value of the setting name."},
		{name: "spark.sql.warehouse.dir", kind: words, static: true, help: "Where tables would be kept. A notebook has none."},
	}
}

func settingOf(name string) (settingRow, bool) {
	for _, r := range settingTable() {
		if r.name == name {
			return r, true
		}
	}
	return settingRow{}, false
}

// check refuses a value as Spark's SET does.
func (r settingRow) check(value string) error {
	refuse := func(condition, text string) error {
		return &expr.Error{Condition: condition, SQLState: "22022", Message: "The value '" + value + "' in the config \"" + r.name + "\" is invalid. " + text}
	}
	list := strings.Split(r.kind, "|")
	switch {
	case r.static:
		return &expr.Error{Condition: "CANNOT_MODIFY_STATIC_CONFIG", SQLState: "46110",
			Message: "Cannot modify the value of the static Spark config: \"" + r.name + "\"."}
	case len(list) > 1 && !oneOf(list...)(value):
		return refuse("INVALID_CONF_VALUE.OUT_OF_RANGE_OF_OPTIONS", "It should be one of '"+strings.Join(list, ", ")+"'.")
	case r.kind == "boolean" && !oneOf("true", "false")(value), r.kind == "int" && !isInt(value):
		return refuse("INVALID_CONF_VALUE.TYPE_MISMATCH", "It should be a/an '"+r.kind+"' value.")
	case r.accept != nil && !r.accept(value):
		return refuse("INVALID_CONF_VALUE.REQUIREMENT", r.must)
	case r.name == budgetSetting:
		_, err := stateBudget(value)
		return err
	case r.name == zoneSetting && !isZone(value):
		return refuse("INVALID_CONF_VALUE.TIME_ZONE", "Cannot resolve the given timezone.")
	}
	return nil
}

func isInt(v string) bool { _, err := strconv.ParseInt(v, 10, 32); return err == nil }

const zoneSetting = "spark.sql.session.timeZone"

func isZone(name string) bool { _, ok := expr.ZoneOf(name); return ok }
