package expr

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// javaMethod is a static method of Java that reflect() can call: the kinds of its parameters and what it computes.
type javaMethod struct {
	name   string
	params []data.Kind
	call   func(args []any) (any, error)
	null   any // what a null text gives; nil where it is an exception
}

// javaMethods are the classes that reflect() knows, as java.lang and others have them in Java 17, with the static
// methods whose parameters SQL can give.
func javaMethods(class string) []javaMethod {
	switch class {
	case "java.lang.Math", "java.lang.StrictMath":
		return append(javaExact(), javaReal()...)
	case "java.lang.Integer":
		return javaInteger()
	case "java.lang.Long":
		return javaLong()
	case "java.lang.Boolean":
		return javaBoolean()
	case "java.lang.String":
		small := func(k data.Kind) javaMethod {
			return javaMethod{name: "valueOf", params: []data.Kind{k}, call: func(v []any) (any, error) { return v[0], nil }}
		}
		return []javaMethod{same[bool]("valueOf"), same[int32]("valueOf"), same[int64]("valueOf"), same[float32]("valueOf"), same[float64]("valueOf"),
			small(data.KindString), small(data.KindShort), small(data.KindByte)}
	case "java.lang.Double":
		return javaDouble()
	case "java.lang.Float":
		return javaFloat()
	case "java.net.URLEncoder":
		return javaURLEncoder()
	case "java.net.URLDecoder":
		return javaURLDecoder()
	case "java.util.UUID":
		return []javaMethod{tried1("fromString", javaUUID)}
	}
	return nil
}

// javaClasses names those classes for whoever asks for another one.
const javaClasses = "java.lang.Math, java.lang.StrictMath, java.lang.Integer, java.lang.Long, java.lang.Double, java.lang.Float, java.lang.Boolean, java.lang.String, java.net.URLEncoder, java.net.URLDecoder and java.util.UUID"

// javaValue is what parameters and results of those methods are.
type javaValue interface {
	bool | int32 | int64 | float32 | float64 | string
}

func kindOf[T javaValue]() data.Kind {
	var zero T
	switch any(zero).(type) {
	case bool:
		return data.KindBoolean
	case int32:
		return data.KindInt
	case int64:
		return data.KindLong
	case float32:
		return data.KindFloat
	case float64:
		return data.KindDouble
	}
	return data.KindString
}

func tried1[A, R javaValue](name string, f func(A) (R, error)) javaMethod {
	return javaMethod{name: name, params: []data.Kind{kindOf[A]()}, call: func(v []any) (any, error) { return f(v[0].(A)) }}
}

func tried2[A, B, R javaValue](name string, f func(A, B) (R, error)) javaMethod {
	return javaMethod{name: name, params: []data.Kind{kindOf[A](), kindOf[B]()}, call: func(v []any) (any, error) { return f(v[0].(A), v[1].(B)) }}
}

func method1[A, R javaValue](name string, f func(A) R) javaMethod {
	return tried1(name, func(a A) (R, error) { return f(a), nil })
}

func method2[A, B, R javaValue](name string, f func(A, B) R) javaMethod {
	return tried2(name, func(a A, b B) (R, error) { return f(a, b), nil })
}

func same[A javaValue](name string) javaMethod { return method1(name, func(a A) A { return a }) }

// javaText is toString() of a result.
func javaText(v any) string {
	switch v := v.(type) {
	case float64:
		return DoubleText(v)
	case float32:
		return string(appendFloat(nil, v))
	}
	return fmt.Sprint(v)
}

// whole are the integers of Java that methods compute with.
type whole interface{ int32 | int64 }

// javaName is the type as messages of overflow call it.
func javaName[T whole]() string {
	if kindOf[T]() == data.KindInt {
		return "integer"
	}
	return "long"
}

func overflown[T whole](v T, ok bool) (T, error) {
	if !ok {
		return 0, javaf("java.lang.ArithmeticException: %s overflow", javaName[T]())
	}
	return v, nil
}

func signum[T whole | float32 | float64](v T) T {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return v
}

func order[T whole](a, b T) int32 {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func javaBoolean() []javaMethod {
	parse := func(name string) javaMethod {
		m := method1(name, func(s string) bool { return len(s) == 4 && strings.EqualFold(s, "true") })
		m.null = false
		return m
	}
	return []javaMethod{
		parse("parseBoolean"), parse("valueOf"), same[bool]("valueOf"), method1("toString", func(v bool) string { return strconv.FormatBool(v) }),
		method1("hashCode", func(v bool) int32 { h, _ := javaHashOf(v); return h }),
		method2("compare", func(a, b bool) int32 { return order(truth01(a), truth01(b)) }),
		method2("logicalAnd", func(a, b bool) bool { return a && b }), method2("logicalOr", func(a, b bool) bool { return a || b }),
		method2("logicalXor", func(a, b bool) bool { return a != b }),
	}
}

func truth01(v bool) int32 {
	if v {
		return 1
	}
	return 0
}

// javaWhole are the methods that Integer and Long both have.
func javaWhole[T whole]() []javaMethod {
	return []javaMethod{
		method1("toString", func(v T) string { return strconv.FormatInt(int64(v), 10) }), same[T]("valueOf"),
		method2("compare", order[T]), method2("sum", func(a, b T) T { return a + b }),
		method2("max", func(a, b T) T { return max(a, b) }), method2("min", func(a, b T) T { return min(a, b) }),
		method1("signum", func(v T) int32 { return int32(signum(v)) }), method1("lowestOneBit", func(v T) T { return v & -v }),
		method2("toString", func(v T, radix int32) string { return strconv.FormatInt(int64(v), radixOr10(radix)) }),
	}
}

// radixOr10 is what Java takes for a radix beyond its bounds.
func radixOr10(radix int32) int {
	if radix < 2 || radix > 36 {
		return 10
	}
	return int(radix)
}

func javaInteger() []javaMethod {
	parse := func(s string, radix int32) (int32, error) {
		v, err := parseJava(s, radix, 32)
		return int32(v), err
	}
	parse10 := func(s string) (int32, error) { return parse(s, 10) }
	text := func(base int) func(int32) string {
		return func(v int32) string { return strconv.FormatUint(uint64(uint32(v)), base) }
	}
	u := func(v int32) uint32 { return uint32(v) }
	return append(javaWhole[int32](),
		tried2("parseInt", parse), tried1("parseInt", parse10), tried2("valueOf", parse), tried1("valueOf", parse10),
		method1("toHexString", text(16)), method1("toOctalString", text(8)), method1("toBinaryString", text(2)), method1("toUnsignedString", text(10)),
		method1("toUnsignedLong", func(v int32) int64 { return int64(u(v)) }), same[int32]("hashCode"),
		method1("bitCount", func(v int32) int32 { return int32(bits.OnesCount32(u(v))) }), method1("reverse", func(v int32) int32 { return int32(bits.Reverse32(u(v))) }),
		method1("reverseBytes", func(v int32) int32 { return int32(bits.ReverseBytes32(u(v))) }),
		method1("highestOneBit", func(v int32) int32 { return int32(uint32(1<<31)>>bits.LeadingZeros32(u(v))) & v }),
		method1("numberOfLeadingZeros", func(v int32) int32 { return int32(bits.LeadingZeros32(u(v))) }),
		method1("numberOfTrailingZeros", func(v int32) int32 { return int32(bits.TrailingZeros32(u(v))) }),
		method2("rotateLeft", func(v, by int32) int32 { return int32(bits.RotateLeft32(u(v), int(by))) }),
		method2("rotateRight", func(v, by int32) int32 { return int32(bits.RotateLeft32(u(v), -int(by))) }),
		method2("compareUnsigned", func(a, b int32) int32 { return order(a^math.MinInt32, b^math.MinInt32) }),
		tried2("divideUnsigned", func(a, b int32) (int32, error) { return unsigned32(a, b, func(x, y uint32) uint32 { return x / y }) }),
		tried2("remainderUnsigned", func(a, b int32) (int32, error) { return unsigned32(a, b, func(x, y uint32) uint32 { return x % y }) }),
	)
}

func unsigned32(a, b int32, f func(x, y uint32) uint32) (int32, error) {
	if b == 0 {
		return 0, javaf("java.lang.ArithmeticException: / by zero")
	}
	return int32(f(uint32(a), uint32(b))), nil
}

func javaLong() []javaMethod {
	parse := func(s string, radix int32) (int64, error) { return parseJava(s, radix, 64) }
	parse10 := func(s string) (int64, error) { return parse(s, 10) }
	text := func(base int) func(int64) string {
		return func(v int64) string { return strconv.FormatUint(uint64(v), base) }
	}
	u := func(v int64) uint64 { return uint64(v) }
	return append(javaWhole[int64](),
		tried2("parseLong", parse), tried1("parseLong", parse10), tried2("valueOf", parse), tried1("valueOf", parse10),
		method1("toHexString", text(16)), method1("toOctalString", text(8)), method1("toBinaryString", text(2)), method1("toUnsignedString", text(10)),
		method1("hashCode", func(v int64) int32 { h, _ := javaHashOf(v); return h }),
		method1("bitCount", func(v int64) int32 { return int32(bits.OnesCount64(u(v))) }), method1("reverse", func(v int64) int64 { return int64(bits.Reverse64(u(v))) }),
		method1("reverseBytes", func(v int64) int64 { return int64(bits.ReverseBytes64(u(v))) }),
		method1("highestOneBit", func(v int64) int64 { return int64(uint64(1<<63)>>bits.LeadingZeros64(u(v))) & v }),
		method1("numberOfLeadingZeros", func(v int64) int32 { return int32(bits.LeadingZeros64(u(v))) }),
		method1("numberOfTrailingZeros", func(v int64) int32 { return int32(bits.TrailingZeros64(u(v))) }),
		method2("rotateLeft", func(v int64, by int32) int64 { return int64(bits.RotateLeft64(u(v), int(by))) }),
		method2("rotateRight", func(v int64, by int32) int64 { return int64(bits.RotateLeft64(u(v), -int(by))) }),
		method2("compareUnsigned", func(a, b int64) int32 { return order(a^math.MinInt64, b^math.MinInt64) }),
	)
}
