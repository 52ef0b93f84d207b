package sources

import (
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// TestOptionsRefused holds what sources say to values that make no sense against Spark's words.
func TestOptionsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(dir+"/in", 0o755); err != nil {
		t.Fatal(err)
	}
	const positive, integer = "Invalid value '%s'. The option '%s' must be positive", "Invalid value '%s' for option '%s', must be a positive integer"
	const flag = "Invalid value 'x' for option '%s', must be 'true' or 'false'"
	const archive = "requirement failed: Base archive path cannot be set to the path where archived path can possibly match with source pattern. " +
		"Ensure the base archive path doesn't match with source pattern in depth, where the depth is minimum of depth on both paths."
	const length = "Time must be specified as seconds (s), milliseconds (ms), microseconds (us), minutes (m or min), hour (h), or day (d). E.g. 50s, 100ms, or 250us.\nFailed to parse time string: x"
	for _, c := range []struct{ format, options, want string }{
		{"socket", "", `Set a host to read from with option("host", ...).`},
		{"socket", "host=h", `Set a port to read from with option("port", ...).`},
		{"socket", "host=h port=9 includeTimestamp=x", `IncludeTimestamp must be set to either "true" or "false".`},
		{"socket", "host=h port=9 schema=a", "TextSocketSourceProvider source does not support user-specified schema."},
		{"rate", "rowsPerSecond=0", positive},
		{"rate", "rowsPerSecond=-1", positive},
		{"rate", "numPartitions=0", positive},
		{"rate", "rampUpTime=-1s", "Invalid value '-1s'. The option 'rampUpTime' must not be negative"},
		{"rate", "rampUpTime=x", length},
		{"rate", "rampUpTime=10m", ""},
		{"rate", "rowsPerSec=1", `the format rate has no option "rowsPerSec" (did you mean "rowsPerSecond"?); its options are rowsPerSecond, rampUpTime, numPartitions`},
		{"rate", "schema=a", "RateStreamProvider source does not support user-specified schema."},
		{"rate-micro-batch", "", "Invalid value '0'. The option 'rowsPerBatch' must be positive"},
		{"rate-micro-batch", "rowsPerBatch=0", positive},
		{"rate-micro-batch", "rowsPerBatch=5 startTimestamp=-1", "Invalid value '-1'. The option 'startTimestamp' must be non-negative"},
		{"rate-micro-batch", "rowsPerBatch=5 advanceMillisPerBatch=-1", "Invalid value '-1'. The option 'advanceMillisPerBatch' must be non-negative"},
		{"rate-micro-batch", "rowsPerBatch=5 advanceMillisPerBatch=0", ""},
		{"rate-micro-batch", "rowsPerBatch=5 schema=a", "RatePerMicroBatchProvider source does not support user-specified schema."},
		{"json", "schema=a maxFilesPerTrigger=0", integer},
		{"csv", "schema=a maxFilesPerTrigger=x", integer},
		{"json", "schema=a maxBytesPerTrigger=1k", integer},
		{"json", "schema=a maxFilesPerTrigger=1 maxBytesPerTrigger=1", "Options 'maxFilesPerTrigger' and 'maxBytesPerTrigger' can't be both set at the same time"},
		{"text", "latestFirst=x", flag},
		{"text", "fileNameOnly=x", flag},
		{"parquet", "schema=a maxFileAge=x", length},
		{"json", "schema=a cleanSource=x", "Invalid mode for clean source option Some(x). Must be one of ARCHIVE,DELETE,OFF"},
		{"json", "schema=a cleanSource=archive", "Archive mode must be used with 'sourceArchiveDir' option."},
		{"json", "schema=a cleanSource=archive sourceArchiveDir=" + dir + "/in", archive},
		{"json", "schema=a cleanSource=archive sourceArchiveDir=" + dir, archive},
		{"json", "schema=a cleanSource=ARCHIVE sourceArchiveDir=" + dir + "/in/deeper", archive},
		{"json", "schema=a cleanSource=archive sourceArchiveDir=" + dir + "2", ""},
		{"json", "schema=a maxCachedFiles=-1", "Invalid value '-1' for option 'maxCachedFiles', must be an integer greater than or equal to 0"},
		{"json", "schema=a discardCachedInputRatio=2", "Invalid value '2' for option 'discardCachedInputRatio', must be a positive float between 0 and 1"},
		{"json", "schema=a modifiedBefore=2020-01-01T00:00:00", "option 'modifiedbefore' is not allowed in file stream sources"},
		{"json", "schema=a modifiedAfter=2020-01-01T00:00:00", "option 'modifiedafter' is not allowed in file stream sources"},
		{"json", "schema=a pathGlobFilter=[", "Illegal file pattern: ["},
		{"json", "schema=a maxFilePerTrigger=1", `the format json has no option "maxFilePerTrigger" (did you mean "maxFilesPerTrigger"?)`},
		{"json", "", "Schema must be specified when creating a streaming source DataFrame. If some files already exist in the directory, then depending on the file format " +
			"you may be able to create a static DataFrame on that directory with 'spark.read.load(directory)' and infer schema from it."},
	} {
		got := ""
		if err := opened(c.format, dir, c.options); err != nil {
			got = err.Error()
		}
		name, value, _ := strings.Cut(c.options[strings.LastIndexByte(c.options, ' ')+1:], "=")
		want := c.want
		switch want {
		case positive, integer:
			want = strings.Replace(strings.Replace(want, "%s", value, 1), "%s", name, 1)
		case flag:
			want = strings.Replace(want, "%s", name, 1)
		}
		if got != want && (want == "" || !strings.HasPrefix(got, want+"; its options")) {
			t.Errorf("%s %s: %s\nwant %s", c.format, c.options, got, want)
		}
	}
}

// opened opens a stream with options "name=value name=value"; schema=a gives it the column a.
func opened(format, dir, options string) error {
	k, err := Find(format)
	if err != nil {
		return err
	}
	spec := source.Spec{Options: map[string]string{}}
	for _, o := range strings.Fields(options) {
		name, value, _ := strings.Cut(o, "=")
		if name == "schema" {
			spec.Schema = data.NewSchema(data.Field{Name: value, Type: data.Int, Nullable: true})
			continue
		}
		spec.Options[name] = value
	}
	if err := Check(k, spec.Options, false); err != nil {
		return err
	}
	if k.Metadata != nil {
		spec.Path = dir + "/in*"
	}
	src, err := k.OpenStream(source.Env{Dir: dir, Now: time.Now, Zone: time.UTC, Stdout: io.Discard}, spec)
	if err != nil {
		return err
	}
	return src.Close()
}
