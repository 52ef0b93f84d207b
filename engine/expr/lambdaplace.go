package expr

import (
	"strings"
)

// lambdaPlaces are the arguments, from 0, in which functions take a lambda.
var lambdaPlaces = map[string][]int{
	"transform": {1}, "filter": {1}, "exists": {1}, "forall": {1}, "array_sort": {1}, "map_filter": {1}, "transform_keys": {1}, "transform_values": {1},
	"zip_with": {2}, "map_zip_with": {2}, "aggregate": {2, 3}, "reduce": {2, 3},
}

// misplacedLambda refuses a lambda among the arguments of a call that takes none there.
func misplacedLambda(c *Call, list []Expr) error {
	for i, e := range list {
		if _, ok := e.(*Lambda); !ok {
			continue
		}
		places, higher := lambdaPlaces[strings.ToLower(c.Func)]
		switch {
		case !higher && c.Written == "":
			return lambdaAlone()
		case !higher:
			return Errorf("INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION", "42K0D", c.At,
				"Invalid lambda function call. A lambda function should only be used in a higher order function. However, the class of `%s` is not a higher order function.", strings.ToLower(c.Func))
		case i < places[0]: // one too many is refused by their number
			return planned(Errorf("INVALID_LAMBDA_FUNCTION_CALL.PARAMETER_DOES_NOT_ACCEPT_LAMBDA_FUNCTION", "42K0D", c.At,
				"Invalid lambda function call. You passed a lambda function to a parameter that does not accept it. Please check if lambda function argument is in the correct position."))
		}
	}
	return nil
}

// lambdaAlone is how Spark fails over a lambda that is no argument.
func lambdaAlone() *Error {
	err := Errorf("INTERNAL_ERROR", "XX000", Span{}, "Invalid call to dataType on unresolved object")
	err.Hint = "A lambda stands among the arguments of a higher-order function: transform(list, x -> x + 1)."
	return err
}

// UnresolvedText is how Spark's plans show a lambda that is no argument; ok is false where Spark fails over its body
// before it shows one.
func (l *Lambda) UnresolvedText() (text string, ok bool) {
	var body string
	switch b := l.Body.(type) {
	case *Name:
		body = "lambda '" + strings.Join(b.Parts, ".")
	case *Literal:
		body = b.String()
	default:
		return "", false
	}
	for _, p := range l.Params {
		body += ", lambda '" + p
	}
	return "lambdafunction(" + body + ", false)", true
}
