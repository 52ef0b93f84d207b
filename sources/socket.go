package sources

import (
	"context"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

var stampedSchema = data.NewSchema(
	data.Field{Name: "value", Type: data.String, Nullable: true},
	data.Field{Name: "timestamp", Type: data.Timestamp, Nullable: true},
)

func socketKind() *source.Kind {
	return &source.Kind{
		Name: "socket",
		Help: "Lines of text from a TCP server, for trying things out. Rows are only in memory: what was not taken when the program ends is lost. " +
			"Start a server with: nc -lk 9999",
		Example: `spark.ReadStream().Format("socket").Option("host", "localhost").Option("port", 9999).Load()`,
		Options: []source.Option{
			{Name: "host", Type: "string", Required: true, Missing: `Set a host to read from with option("host", ...).`, Help: "the server's name or address"},
			{Name: "port", Type: "int", Required: true, Missing: `Set a port to read from with option("port", ...).`, Help: "the server's port"},
			{Name: "includeTimestamp", Type: "bool", Default: "false", Help: "a second column: when the line came"},
			{Name: "numPartitions", Type: "int", Help: "taken for Spark's sake; rows come in one piece"},
		},
		OpenStream: openSocket,
	}
}

func openSocket(env source.Env, spec source.Spec) (source.Source, error) {
	o := optionsOf("socket", spec)
	host, port := o.need("host"), o.need("port")
	o.int("port", 0, 1)
	o.int("numPartitions", 1, 1)
	stamped := o.bool("includeTimestamp", false)
	if o.err != nil && o.has("includeTimestamp") && !isFlag(o.str("includeTimestamp", "")) {
		o.err = &expr.Error{Message: `IncludeTimestamp must be set to either "true" or "false".`}
	}
	if o.ownColumns("TextSocketSourceProvider", spec); o.err != nil {
		return nil, o.err
	}
	addr := net.JoinHostPort(host, port)
	connect := func() (io.ReadCloser, error) {
		c, err := net.DialTimeout("tcp", addr, 10*time.Second)
		if err != nil {
			return nil, fmt.Errorf("no connection to %s (is a server listening? nc -lk %s): %w", addr, port, err)
		}
		return c, nil
	}
	return newLineStream("TextSocketV2[host: "+host+", port: "+port+"]", env.Now, stamped, connect), nil
}

func stdinKind() *source.Kind {
	return &source.Kind{
		Name:    "stdin",
		Help:    "Lines of text from standard input: one column, value STRING. The stream ends with the input.",
		Example: `spark.ReadStream().Format("stdin").Load()`,
		Options: []source.Option{
			{Name: "includeTimestamp", Type: "bool", Default: "false", Help: "a second column: when the line came"},
		},
		OpenStream: func(env source.Env, spec source.Spec) (source.Source, error) {
			o := optionsOf("stdin", spec)
			stamped := o.bool("includeTimestamp", false)
			if o.err == nil && env.Stdin == nil {
				o.err = fmt.Errorf("there is no standard input here")
			}
			connect := func() (io.ReadCloser, error) { return io.NopCloser(env.Stdin), nil }
			return newLineStream("Stdin[]", env.Now, stamped, connect), o.err
		},
		ReadBatch: readStdin,
	}
}

func readStdin(_ context.Context, env source.Env, _ source.Spec) (*data.Batch, error) {
	b, err := wholeInput(env)
	if err != nil {
		return nil, err
	}
	d, err := newTextDecoder(env, optionsOf("stdin", source.Spec{}), lineSchema)
	if err != nil {
		return nil, err
	}
	if err := d.File(b); err != nil {
		return nil, err
	}
	return d.Finish(), nil
}
