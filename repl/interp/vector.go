package interp

// The pieces that lifted functions are made of: each computes one value a row for a chunk of rows,
// in the Go type of the source, so that overflow and rounding are Go's.

const chunk = 1024

// vector is the work space of one call of a kernel.
type vector struct {
	n    int
	args []any // one []T a parameter, the rows of the chunk
	bufs []any // one []T a node
}

// node computes a chunk. The slice it returns is read only and good until its next call.
type node[T any] func(v *vector) []T

type whole interface{ int8 | int16 | int32 | int64 }
type number interface{ whole | float32 | float64 }

func buffer[T any](v *vector, id int) []T {
	if v.bufs[id] == nil {
		v.bufs[id] = make([]T, chunk)
	}
	return v.bufs[id].([]T)[:v.n]
}

func argument[T any](k int) node[T] { return func(v *vector) []T { return v.args[k].([]T) } }

func constNode[T any](id int, c T) node[T] {
	return func(v *vector) []T {
		if v.bufs[id] == nil {
			b := make([]T, chunk)
			for i := range b {
				b[i] = c
			}
			v.bufs[id] = b
		}
		return v.bufs[id].([]T)[:v.n]
	}
}

func map1[A, R any](id int, a node[A], f func(A) R) node[R] {
	return func(v *vector) []R {
		x, out := a(v), buffer[R](v, id)
		for i := range out {
			out[i] = f(x[i])
		}
		return out
	}
}

func map2[A, B, R any](id int, a node[A], b node[B], f func(A, B) R) node[R] {
	return func(v *vector) []R {
		x, y, out := a(v), b(v), buffer[R](v, id)
		for i := range out {
			out[i] = f(x[i], y[i])
		}
		return out
	}
}

// choose takes each row from yes or no.
func choose[T any](id int, cond node[bool], yes, no node[T]) node[T] {
	return func(v *vector) []T {
		c, x, y, out := cond(v), yes(v), no(v), buffer[T](v, id)
		for i := range out {
			if c[i] {
				out[i] = x[i]
			} else {
				out[i] = y[i]
			}
		}
		return out
	}
}

func convertNode[A, R number](id int, a node[A]) node[R] {
	return func(v *vector) []R {
		x, out := a(v), buffer[R](v, id)
		for i := range out {
			out[i] = R(x[i])
		}
		return out
	}
}

// shrink converts a float to a small integer by way of int64, as the interpreter does.
func shrink[A float32 | float64, R whole](id int, a node[A]) node[R] {
	return func(v *vector) []R {
		x, out := a(v), buffer[R](v, id)
		for i := range out {
			out[i] = R(int64(x[i]))
		}
		return out
	}
}

// arithmetic is + - * on any number; nil for other operators. The loops are written out: a call
// a row would cost more than the operation.
func arithmetic[T number](id int, op string, a, b node[T]) node[T] {
	switch op {
	case "+":
		return func(v *vector) []T {
			x, y, out := a(v), b(v), buffer[T](v, id)
			for i := range out {
				out[i] = x[i] + y[i]
			}
			return out
		}
	case "-":
		return func(v *vector) []T {
			x, y, out := a(v), b(v), buffer[T](v, id)
			for i := range out {
				out[i] = x[i] - y[i]
			}
			return out
		}
	case "*":
		return func(v *vector) []T {
			x, y, out := a(v), b(v), buffer[T](v, id)
			for i := range out {
				out[i] = x[i] * y[i]
			}
			return out
		}
	}
	return nil
}

// divided is / and % of integers by a constant that is neither 0 nor -1.
func divided[T whole](id int, op string, a node[T], by T) node[T] {
	return func(v *vector) []T {
		x, out := a(v), buffer[T](v, id)
		if op == "/" {
			for i := range out {
				out[i] = x[i] / by
			}
			return out
		}
		for i := range out {
			out[i] = x[i] % by
		}
		return out
	}
}

func bitwise[T whole](id int, op string, a, b node[T]) node[T] {
	f := map[string]func(T, T) T{
		"&": func(x, y T) T { return x & y }, "|": func(x, y T) T { return x | y },
		"^": func(x, y T) T { return x ^ y }, "&^": func(x, y T) T { return x &^ y },
	}[op]
	if f == nil {
		return nil
	}
	return map2(id, a, b, f)
}

func shifted[T whole](id int, op string, a node[T], by uint) node[T] {
	if op == "<<" {
		return map1(id, a, func(x T) T { return x << by })
	}
	return map1(id, a, func(x T) T { return x >> by })
}

type ordered interface{ number | ~string }

func comparison[T ordered](id int, op string, a, b node[T]) node[bool] {
	less := func(swap, not bool) node[bool] {
		p, q := a, b
		if swap {
			p, q = b, a
		}
		return func(v *vector) []bool {
			x, y, out := p(v), q(v), buffer[bool](v, id)
			for i := range out {
				out[i] = x[i] < y[i] != not
			}
			return out
		}
	}
	switch op {
	case "<":
		return less(false, false)
	case ">":
		return less(true, false)
	case "<=":
		return map2(id, a, b, func(x, y T) bool { return x <= y })
	case ">=":
		return map2(id, a, b, func(x, y T) bool { return x >= y })
	case "==":
		return map2(id, a, b, func(x, y T) bool { return x == y })
	case "!=":
		return map2(id, a, b, func(x, y T) bool { return x != y })
	}
	return nil
}
