package expr

import "strings"

// Strict tells whether a function gives null wherever an argument is null.
func Strict(function string) bool { return givesNull[function] }

// givesNull are the functions that give null for a null, those that Spark calls nullIntolerant.
var givesNull = wordSet(`
= != < <= > >= + - * / % & | ^ ~ []
abs acos acosh add_months array_contains array_distinct array_except array_intersect array_max array_min array_position array_remove array_union
arrays_overlap ascii asin asinh atan atan2 atanh bigint bin binary bit_count bit_length boolean cbrt ceil chr collationkey contains conv convert_timezone cos cosh
cot crc32 csc date date_add date_format date_from_unix_date date_sub dateadd datediff day dayname dayofweek dayofyear decimal degrees div double
element_at endswith exp expm1 factorial find_in_set flatten float floor format_number from_csv from_json from_unixtime from_utc_timestamp getbit hex
hour hypot initcap instr int is_valid_utf8 last_day length levenshtein like ln log log10 log1p log2 lower lpad make_date make_dt_interval
make_interval make_valid_utf8 make_ym_interval map_entries map_from_arrays map_from_entries map_keys map_values md5 minute mod month monthname
months_between negative next_day not octet_length overlay pmod pow quarter radians regexp_extract regexp_extract_all regexp_instr regexp_replace
repeat replace reverse rint rlike rpad sec second sha sha2 shiftleft shiftright shiftrightunsigned signum sin sinh slice smallint sort_array soundex
space split sqrt startswith str_to_map string substring substring_index tan tanh time timestamp timestamp_micros timestamp_millis timestamp_seconds
timestampadd timestampdiff tinyint to_char to_csv to_number to_utc_timestamp to_variant_object translate try_to_number try_validate_utf8 unbase64
unhex unix_date unix_micros unix_millis unix_seconds upper validate_utf8 weekday weekofyear width_bucket year`)

func wordSet(list string) map[string]bool {
	out := map[string]bool{"not like": true, "not rlike": true}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}
