package interp

import "testing"

// TestRefusals is what Go takes and the interpreter does not, or answers wrongly: the check says so.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		cells []string
		want  string // as in TestBadCells
	}{
		{[]string{"type T struct{ N int }", "func (t *T) Hi() {}"}, "1:10+1 The methods of a type stand in the cell that declares the type: T is of cell 1. | Move the method there."},
		{[]string{"for i := range func(yield func(int) bool) {} {\n\t_ = i\n}"}, "1:16+29 The interpreter cannot range over a function. | Call it with what the loop does: func(yield func(int) bool) {}(func(...) bool { ...; return true })."},
		{[]string{"type E struct{}\nfunc (e E) Error() string { return \"\" }\nfunc f() error { return E{} }\n_, isE := f().(E)"}, "4:16+1 In the interpreter an error does not know that it is of type E. | Return the value itself beside the error, or compare errors that are variables: errors.Is(err, ErrLate)."},
		{[]string{"type E struct{}\nfunc (e E) Error() string { return \"\" }\nvar e E\nerrors.As(nil, &e)"}, "4:16+2 In the interpreter an error does not know that it is of type E. | Return the value itself beside the error, or compare errors that are variables: errors.Is(err, ErrLate)."},
		{[]string{"type A interface{ Area() int }\nvar x any\n_, isA := x.(A)"}, "3:14+1 The interpreter cannot find out whether a value has the methods of A. | Keep the values in variables of that interface, or ask for the types that have the methods."},
		{[]string{"func f(a int, b string) {}\nf(1)"}, "2:4+1 not enough arguments in call to f: have (number), want (int, string)."},
		{[]string{"var v any = 1\ns := v.(string)"}, "2:1+15 interface conversion: interface {} is int, not string."},
		{[]string{"s := []int{1}\nn := 5\ns[1:n]"}, "3:1+6 slice bounds out of range. | Look at len() before the slice is cut."},
		{[]string{"fmt.Fprintln(os.Stdout, 1)"}, "1:17+6 undefined: os.Stdout. | fmt.Print writes to the cell's output; for a writer use a strings.Builder."},
	} {
		badCell(t, c.cells, c.want)
	}
}
