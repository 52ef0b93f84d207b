package expr

// Functions is the table of scalar functions, by name.
func Functions() []*Function { return nil }

// Aggregates is the table of aggregate functions, by name.
func Aggregates() []*AggFunction { return nil }

// Generators is the table of functions that make rows, by name.
func Generators() []*GeneratorFunction { return nil }
