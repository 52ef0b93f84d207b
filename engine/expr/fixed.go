package expr

import "strings"

// replacedLater are the functions that stand for other expressions until Spark optimizes: to its analyzer, calls of
// them are no constants, whatever their arguments are. Functions that take a lambda are none either.
var replacedLater = func() map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(`array_append array_compact array_prepend array_size between btrim convert_timezone current_catalog current_database current_timezone date_part datepart decode elt
		encode equal_null extract ifnull ilike is_valid_utf8 left luhn_check make_valid_utf8 map_concat map_contains_key nullif nullifzero nvl nvl2
		parse_url regexp_count regexp_substr right split_part to_date to_timestamp to_timestamp_ltz to_timestamp_ntz try_add try_divide
		try_element_at try_make_interval try_make_timestamp try_mod try_multiply try_parse_url try_subtract try_to_binary try_to_date
		try_to_timestamp try_url_decode try_validate_utf8 url_decode url_encode version zeroifnull`) {
		set[name] = true
	}
	for name := range lambdaPlaces {
		set[name] = true
	}
	return set
}()

// fixed tells whether an expression is one to Spark's analyzer, which checks arguments that must not depend on the
// row.
func fixed(e Expr) bool {
	if !Foldable(e) {
		return false
	}
	ok := true
	Walk(e, func(x Expr) bool {
		if l, is := x.(*Literal); is && !l.folded {
			return true
		}
		name, _, call := strings.Cut(x.String(), "(") // as Spark spells it, whatever it was bound to
		ok = ok && !(call && replacedLater[name])
		return ok
	})
	return ok
}
