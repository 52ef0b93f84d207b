package interp

import (
	"context"
	"fmt"
	"testing"
)

// TestBadCells is the table of what people get wrong: the last cell fails with this message at this
// place.
func TestBadCells(t *testing.T) {
	for _, c := range []struct {
		cells []string
		want  string // line:col+len message | hint
	}{
		{[]string{"x := 1\ny := z + 1"}, "2:6+1 undefined: z."},
		{[]string{"count := 1", "cuont + 1"}, "1:1+5 undefined: cuont. | Did you mean count?"},
		{[]string{"x := 1", "x := 2"}, "1:1+1 x is already defined in cell 1. | A name belongs to one cell: use another name, or assign with = to change x."},
		{[]string{"x := 1\nx := 2"}, "2:1+6 no new variables on left side of :=. | Assign with =."},
		{[]string{"fmt.Println(x)\nx := 1"}, "1:13+1 undefined: x. | x is defined below, in line 2."},
		{[]string{"var s string = 3"}, "1:16+1 cannot use 3 (untyped int constant) as string value in variable declaration."},
		{[]string{"fmt.Printn(1)"}, "1:5+6 undefined: fmt.Printn. | Did you mean fmt.Print?"},
		{[]string{"strings.ToUper(\"a\")"}, "1:9+6 undefined: strings.ToUper. | Did you mean strings.ToUpper?"},
		{[]string{"x := 1\nif x > 0 {\n"}, "3:1+1 The cell ends in the middle of a statement. | A bracket or quote is still open."},
		{[]string{"SELECT * FROM t"}, "1:15+1 expected ';', found t. | This looks like SQL: turn the cell into a sql cell."},
		{[]string{"sql x := spark.Range(3)"}, "1:1+1 Syntax error at or near 'x'. | This looks like Go: turn the cell into a go cell."},
		{[]string{"sql spark.Range(3).Show()"}, "1:1+5 Syntax error at or near 'spark'. | This looks like Go: turn the cell into a go cell."},
		{[]string{"sql SELEC x FROM t"}, "1:1+5 Syntax error at or near 'SELEC'. | did you mean SELECT for SELEC?"},
		{[]string{"x := 1 ?"}, "1:8+1 illegal character U+003F '?'."},
		{[]string{"import \"net/http\""}, "1:8+10 Cells cannot import \"net/http\". | Cells run without processes, sockets and memory tricks."},
		{[]string{"import \"stings\""}, "1:8+8 Cells cannot import \"stings\". | Did you mean \"strings\"?"},
		{[]string{"func main() {}"}, "1:6+4 A cell has no func main. | Write the statements as they are; they run when the cell runs."},
		{[]string{"a := []int{1}\n\nfmt.Println(a[3])"}, "3:1+17 index out of range. | Look at len() before the index is used."},
		{[]string{"func f(a []int) int {\n\treturn a[5]\n}", "f(nil)"}, "2:2+11 index out of range. | Look at len() before the index is used."},
		{[]string{"z := 0\n1 / z"}, "2:1+5 integer divide by zero."},
		{[]string{"var m map[string]int\nm[\"a\"] = 1"}, "2:1+10 assignment to entry in nil map. | Make it first: m = map[string]int{}."},
		{[]string{"panic(\"boom\")"}, "1:1+13 panic: boom."},
		{[]string{"errors.New(\"no luck\")"}, "1:1+21 no luck"},
		{[]string{"param(\"data\")"}, "1:1+13 The parameter \"data\" has no value. | Give it on the command line: -p data=VALUE."},
		{[]string{"df := spark.Range(3)\ndf.Where(\"id > > 2\")"}, "2:16+1 Syntax error at or near '>'."},
		{[]string{"df := spark.Range(3)\ndf.GroupBy(\"ib\").Count()"}, "2:13+2 A column, variable, or function parameter with name `ib` cannot be resolved. Did you mean one of the following? [`id`]. | Use id, or add the column to the SELECT or FROM that feeds this one."},
		{[]string{"df := spark.Range(3)\ndf.\n\tWhere(\"id > 1\").\n\tSelectExpr(\"id + 1 AS a\", \"idd AS b\")"}, "4:29+3 A column, variable, or function parameter with name `idd` cannot be resolved. Did you mean one of the following? [`id`]. | Use id, or add the column to the SELECT or FROM that feeds this one."},
		{[]string{"spark.NewObservation(\"x\").Get()"}, "1:27+3 nothing has run yet that this observation observes | Run it first: Collect, Show, Write."},
		{[]string{"spark.SQL(\"SELECT struct(now() AS ts) AS v\").CreateOrReplaceTempView(\"s\")\nspark.SQL(\"SELECT * FROM s WATERMARK v.ts DELAY OF INTERVAL 1 MINUTE\")"}, "2:28+41 The watermark clause requires an explicit name if expression is specified, but got \"v.ts\". | Name the column that it makes: WATERMARK v.ts AS name DELAY OF INTERVAL 1 MINUTE."},
		{[]string{"df := spark.Range(3)\ndf.Observe(\"m\", \"sum(idd)\")"}, "2:22+3 A column, variable, or function parameter with name `idd` cannot be resolved. Did you mean one of the following? [`id`]. | Use id, or add the column to the SELECT or FROM that feeds this one."},
		{[]string{"spark.Range(3).Limit(1).WriteStream()"}, "1:25+11 `writeStream` can be called only on streaming Dataset/DataFrame. | Read with spark.ReadStream(), or write with Write().Save(path)."},
		{[]string{"sql SELECT idd FROM range(3)"}, "1:8+3 A column, variable, or function parameter with name `idd` cannot be resolved. Did you mean one of the following? [`id`]. | Use id, or add the column to the SELECT or FROM that feeds this one."},
		{[]string{"y := later + 1", "later := 1"}, "1:6+5 undefined: later. | later is defined in cell 2, below: move one of the cells."},
		{[]string{"os.Exit(3)"}, "1:4+4 undefined: os.Exit. | A cell ends with return, and fails with panic."},
		{[]string{"x := 1", "y := x", "x + y"}, "1:1+1 x comes from cell 1, which has not run yet. | Run cell 1 first."},
		{[]string{"func f() int { return \"a\" }"}, "1:23+3 cannot use \"a\" (untyped string constant) as int value in return statement."},
		{[]string{"type T struct{ Name string }\nt := T{}\nt.Nmae"}, "3:3+4 t.Nmae undefined (type T has no field or method Nmae). | Did you mean Name?"},
		{[]string{"x := nil"}, "1:6+3 use of untyped nil in variable declaration."},
		{[]string{"1 +"}, "1:4+1 expected operand, but the cell ends here."},
		{[]string{"type T struct{ Name string }\nt := T{}\nt.Weight"}, "3:3+6 t.Weight undefined (type T has no field or method Weight). | It has Name."},
		{[]string{"spark.Conf().Sett(\"a\", 1)"}, "1:14+4 spark.Conf().Sett undefined (type *spark.Settings has no field or method Sett). | Did you mean Set?"},
	} {
		badCell(t, c.cells, c.want)
	}
}

func badCell(t *testing.T, list []string, want string) {
	t.Helper()
	it := newInterp()
	cells := cellsOf(list...)
	var err *CellError
	for i, cell := range cells {
		if len(cells) == 3 && i < 2 { // the table's case of cells that did not run
			continue
		}
		if r := it.Run(context.Background(), cells, cell.ID); r.Err != nil {
			err = r.Err
		}
	}
	got := "no error"
	if err != nil {
		got = fmt.Sprintf("%d:%d+%d %s", err.Line, err.Col, err.Len, err.Message)
		if err.Hint != "" {
			got += " | " + err.Hint
		}
	}
	if got != want {
		t.Errorf("%q:\n got %s\nwant %s", list, got, want)
	}
}
