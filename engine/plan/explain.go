package plan

// Explain writes the stages of a plan as Spark's EXPLAIN does. mode is simple, extended or
// formatted.
func Explain(x *Explained, mode string) string {
	return ""
}
