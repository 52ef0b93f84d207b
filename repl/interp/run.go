package interp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/spark"
	yaegi "github.com/traefik/yaegi/interp"
)

// Run runs one of the cells. The cells it takes names from must have run as they stand now; the
// error says which did not. A cancelled context stops it within the grace of the options.
func (it *Interp) Run(ctx context.Context, cells []Cell, id string) Result {
	start := it.now()
	res := it.run(ctx, cells, id)
	res.Stdout = it.out.take()
	res.Nanos = int64(it.now().Sub(start))
	return res
}

func (it *Interp) now() time.Time {
	if it.o.Now == nil {
		return time.Time{}
	}
	return it.o.Now()
}

func (it *Interp) run(ctx context.Context, cells []Cell, id string) Result {
	list := it.checkAll(cells)
	k := -1
	for i, c := range list {
		if c.cell.ID == id {
			k = i
		}
	}
	if k < 0 {
		return Result{Err: &CellError{Cell: id, Message: "There is no such cell to run."}}
	}
	c, before := list[k], list[:k]
	if err := c.failed(); err != nil {
		return Result{Err: err}
	}
	it.out.take()
	started := len(it.s.Queries())
	var res Result
	switch c.cell.Kind {
	case "go":
		res = it.runGo(ctx, c, before)
	case "sql":
		res = it.runSQL(ctx, c)
	case "sparkrepl":
		res.Commands = commands(c.cell.Source)
	}
	res.Queries = it.s.Queries()[started:]
	return res
}

// commands are the lines of a sparkrepl cell; blank lines and # comments are left out.
func commands(source string) []Command {
	var out []Command
	for i, l := range strings.Split(source, "\n") {
		if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "#") {
			out = append(out, Command{i + 1, l})
		}
	}
	return out
}

func (it *Interp) runGo(ctx context.Context, c *checked, before []*checked) Result {
	p, refused := it.build(c, before)
	if refused != nil {
		return Result{Err: refused}
	}
	for _, v := range p.carried {
		if err := it.carriedOver(c, v); err != nil {
			return Result{Err: err}
		}
	}
	ended := make(chan struct{})
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(errOver)
	i, err := it.start(ctx, p, ended, stop)
	if err != nil {
		return Result{Err: it.refusedProgram(c, p, err)}
	}
	globals := i.Globals()
	globals["mark_"].Set(reflect.ValueOf(&it.mark))
	for _, v := range p.carried {
		if g, got := globals[v.key], it.values[v.key].ptr; g.Type() == got.Type() {
			g.Set(got)
		} else {
			return Result{Err: (&CellError{Message: fmt.Sprintf("%s has changed its type since its cell ran.", v.name), Hint: "Run that cell again."}).at(c.cell, 0, 0)}
		}
	}
	if failure := it.execute(ctx, c, i, ended); failure != nil {
		return Result{Err: failure}
	}
	return it.harvest(c, p, i.Globals())
}

// carriedOver refuses a variable whose cell has not run as it stands.
func (it *Interp) carriedOver(c *checked, v *variable) *CellError {
	got := it.values[v.key]
	if got != nil && got.text == v.owner.cell.Source {
		return nil
	}
	state := "has not run yet"
	if got != nil {
		state = "was edited since it ran"
	}
	e := &CellError{Message: fmt.Sprintf("%s comes from cell %d, which %s.", v.name, v.owner.cell.Number, state), Hint: fmt.Sprintf("Run cell %d first.", v.owner.cell.Number)}
	from := strings.Index(c.cell.Source, v.name)
	return e.at(c.cell, max(from, 0), max(from, 0)+len(v.name))
}

// start makes an interpreter for a program and lets it read the declarations. The program closes
// ended when the cell's function has ended, however it did, and calls stop when a goroutine panics.
func (it *Interp) start(ctx context.Context, p *program, ended chan struct{}, stop context.CancelCauseFunc) (*yaegi.Interpreter, error) {
	i := yaegi.New(yaegi.Options{Stdout: it.out, Stderr: io.Discard, Stdin: strings.NewReader("")})
	own := maps.Clone(it.symbols.table(runtimePath))
	own["Ended"] = reflect.ValueOf(sync.OnceFunc(func() { close(ended) }))
	own["Caught"] = reflect.ValueOf(it.catcher(ended, stop))
	own["Entered"] = reflect.ValueOf(it.entered(ended, stop))
	use := yaegi.Exports{runtimePath + "/./cell": own}
	for path := range p.imports {
		// The path is written with a dot so that the interpreter does not take the set for the
		// whole standard library and compile its generic packages.
		use[path+"/./"+path[strings.LastIndexByte(path, '/')+1:]] = it.symbols.forProgram(path)
	}
	if p.imports["time"] {
		clock := maps.Clone(it.symbols.forProgram("time"))
		clock["Sleep"] = reflect.ValueOf(func(d time.Duration) { sleep(ctx, d) })
		use["time/./time"] = clock
	}
	if p.imports["fmt"] {
		use["."] = it.wrappers()
	}
	if err := i.Use(use); err != nil {
		return nil, err
	}
	_, err := guarded(func() (reflect.Value, error) { return i.EvalWithContext(context.Background(), p.text.b.String()) })
	return i, err
}

// guarded turns a panic of the interpreter itself into an error.
func guarded(f func() (reflect.Value, error)) (v reflect.Value, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the interpreter gave up: %v", r)
		}
	}()
	return f()
}

// errOver is why the context of a cell ends that nobody interrupted.
var errOver = errors.New("the cell has ended")

// sleep is time.Sleep that ends when the cell is interrupted or panics, also where that happened a
// moment before. Goroutines and functions that outlive their cell sleep as long as they say.
func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
		if errors.Is(context.Cause(ctx), errOver) {
			<-t.C
		}
	}
}

// execute runs the cell's function and waits until it has ended, or was cancelled and did not end.
func (it *Interp) execute(ctx context.Context, c *checked, i *yaegi.Interpreter, ended chan struct{}) *CellError {
	it.s.WithContext(ctx)
	defer func() { it.s.WithContext(context.Background()) }()
	_, err := guarded(func() (reflect.Value, error) { return i.EvalWithContext(ctx, "cell_()") })
	var thrown *goroutinePanic
	elsewhere := context.Cause(ctx)
	panicked := errors.As(elsewhere, &thrown) || errors.Is(elsewhere, errDeep)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		grace := it.o.Grace
		if errors.Is(elsewhere, errDeep) {
			grace = deepGrace // tens of thousands of calls are on their way back
		}
		t := time.NewTimer(grace)
		defer t.Stop()
		select {
		case <-ended:
			if panicked {
				return it.located(c, elsewhere)
			}
			return &CellError{Cell: c.cell.ID, Message: "Interrupted."}
		case <-t.C:
			return ErrUnstoppable
		}
	}
	if err == nil && panicked {
		err = elsewhere
	}
	if err != nil {
		return it.located(c, err)
	}
	return nil
}

// harvest takes the variables of the cell, and what it shows.
func (it *Interp) harvest(c *checked, p *program, globals map[string]reflect.Value) Result {
	var res Result
	for _, v := range p.own {
		ptr := reflect.ValueOf(globals[v.key].Interface())
		it.values[v.key] = &value{ptr: ptr, text: c.cell.Source}
		if !v.local {
			res.Defined = append(res.Defined, Defined{v.name, shortType(v.obj.Type().String()), ptr.Elem().Interface()})
		}
	}
	for _, d := range c.decls {
		for _, n := range d.names {
			if o := c.pkg.Scope().Lookup(n); o != nil {
				res.Defined = append(res.Defined, Defined{Name: n, Type: shortType(o.Type().String())})
			}
		}
	}
	if c.result == nil || len(c.result.keys) == 0 {
		return res
	}
	var texts []string
	show := &Value{}
	for n, k := range c.result.keys {
		v := globals[k].Elem()
		last := n == len(c.result.keys)-1
		if last && c.result.fail {
			if err, ok := v.Interface().(error); ok && err != nil {
				return Result{Err: it.located(c, err)}
			}
			break
		}
		show.Any, show.Type = v.Interface(), shortType(c.result.types[n].String())
		text := printed(show.Any)
		if said := c.result.said[n]; said != "" {
			text = globals[said].Elem().String()
		}
		texts = append(texts, text)
	}
	if len(texts) == 0 {
		return res
	}
	show.Text = strings.Join(texts, ", ")
	res.Value = show
	return res
}

// shortType writes a type as cells do: *spark.DataFrame.
func shortType(t string) string {
	t = strings.ReplaceAll(t, "main.", "")
	return fullPath.ReplaceAllString(t, "")
}

var fullPath = regexp.MustCompile(`[A-Za-z0-9_.-]+/(?:[A-Za-z0-9_.-]+/)*`)

func printed(v any) string {
	switch v := v.(type) {
	case string:
		return strconv.Quote(v)
	case *spark.DataFrame:
		return fmt.Sprintf("DataFrame[%s]", v.Schema())
	case *spark.StreamingQuery:
		return "query " + v.Name()
	case nil:
		return "nil"
	}
	if err := endless(v); err != nil {
		return strings.TrimSuffix(err.Message, ".")
	}
	return fmt.Sprintf("%v", v)
}
