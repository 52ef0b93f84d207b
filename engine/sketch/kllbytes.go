package sketch

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
)

// The parts of a KLL sketch's preamble.
const (
	kllFamily = 15
	kllEmpty  = 1
	kllSorted = 2
	kllSingle = 4
	kllHead   = 20
)

// roundHalf is Java's Math.round; NaN is 0.
func roundHalf(v float64) int64 {
	if v != v {
		return 0
	}
	return int64(math.Floor(v + 0.5))
}

func ceiling(v float64) int64 { return int64(math.Ceil(v)) }

func sizeOf[T Number]() int {
	var v T
	if _, ok := any(v).(float32); ok {
		return 4
	}
	return 8
}

func appendNumber[T Number](b []byte, v T) []byte {
	switch v := any(v).(type) {
	case int64:
		return binary.LittleEndian.AppendUint64(b, uint64(v))
	case float64:
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(v)))
}

func numberAt[T Number](b []byte) (v T) {
	switch p := any(&v).(type) {
	case *int64:
		*p = int64(binary.LittleEndian.Uint64(b))
	case *float64:
		*p = math.Float64frombits(binary.LittleEndian.Uint64(b))
	case *float32:
		*p = math.Float32frombits(binary.LittleEndian.Uint32(b))
	}
	return v
}

// Bytes is the compact form.
func (s *KLL[T]) Bytes() []byte {
	b := []byte{5, 1, kllFamily, 0, byte(s.k), byte(s.k >> 8), kllLevel, 0}
	if s.sorted {
		b[3] |= kllSorted
	}
	switch s.n {
	case 0:
		b[0], b[3] = 2, b[3]|kllEmpty
		return b
	case 1:
		b[0], b[1], b[3] = 2, 2, b[3]|kllSingle
		return appendNumber(b, s.items[s.levels[0]])
	}
	b = binary.LittleEndian.AppendUint64(b, uint64(s.n))
	b = append(b, byte(s.minK), byte(s.minK>>8), byte(s.height()), 0)
	for _, at := range s.levels[:s.height()] {
		b = binary.LittleEndian.AppendUint32(b, uint32(at))
	}
	b = appendNumber(appendNumber(b, s.min), s.max)
	for _, v := range s.items[s.levels[0]:] {
		b = appendNumber(b, v)
	}
	return b
}

// ReadKLL reads what [KLL.Bytes] wrote. The bytes do not tell what numbers they are of.
func ReadKLL[T Number](b []byte) (*KLL[T], error) {
	if len(b) < 8 || b[2] != kllFamily || b[6] != kllLevel {
		return nil, ErrShape
	}
	k := int(binary.LittleEndian.Uint16(b[4:]))
	if k < MinKLL {
		return nil, ErrShape
	}
	s := NewKLL[T](k)
	size := sizeOf[T]()
	switch {
	case b[0] == 2 && b[1] == 1 && b[3]&kllEmpty != 0:
		return s, nil
	case b[0] == 2 && b[1] == 2 && b[3]&kllSingle != 0 && len(b) >= 8+size:
		s.Add(numberAt[T](b[8:]))
		return s, nil
	case b[0] != 5 || b[1] != 1 || len(b) < kllHead:
		return nil, ErrShape
	}
	s.n, s.minK, s.sorted = int64(binary.LittleEndian.Uint64(b[8:])), int(binary.LittleEndian.Uint16(b[16:])), b[3]&kllSorted != 0
	return s, s.readLevels(b[kllHead:], int(b[18]), size)
}

// readLevels reads where levels begin, the least and the greatest value, and the items.
func (s *KLL[T]) readLevels(b []byte, height, size int) error {
	if height < 1 || height > 60 || s.n < 1 || len(b) < 4*height+2*size {
		return ErrShape
	}
	room := totalRoom(s.k, height)
	s.levels = make([]int, height+1)
	s.levels[height] = room
	for i := range height {
		s.levels[i] = int(binary.LittleEndian.Uint32(b[4*i:]))
	}
	for i := range height {
		if s.levels[i] > s.levels[i+1] {
			return ErrShape
		}
	}
	b = b[4*height:]
	s.min, s.max = numberAt[T](b), numberAt[T](b[size:])
	b = b[2*size:]
	if s.retained() == 0 || len(b) < size*s.retained() {
		return ErrShape
	}
	s.items = make([]T, room)
	for i := range s.retained() {
		s.items[s.levels[0]+i] = numberAt[T](b[size*i:])
	}
	return nil
}

// Summary describes the sketch in the library's words; name is the library's for it, and text writes a number.
func (s *KLL[T]) Summary(name string, text func(v T) string) string {
	size, height := sizeOf[T](), s.height()
	low, high := "NaN", "NaN"
	if s.n > 0 {
		low, high = text(s.min), text(s.max)
	}
	part := func(factor, power float64) string {
		return fmt.Sprintf("%.3f%%", 100*factor/math.Pow(float64(s.minK), power))
	}
	var b strings.Builder
	b.WriteString("\n### " + name + " Summary:\n")
	for _, row := range []struct {
		label string
		value any
	}{
		{"K", s.k}, {"Dynamic min K", s.minK}, {"M", kllLevel}, {"N", s.n}, {"Epsilon", part(2.296, 0.9723)}, {"Epsilon PMF", part(2.446, 0.9433)},
		{"Empty", s.n == 0}, {"Estimation Mode", height > 1}, {"Levels", height}, {"Level 0 Sorted", s.sorted}, {"Capacity Items", s.levels[height]},
		{"Retained Items", s.retained()}, {"Free Space", s.levels[0]}, {"ReadOnly", false},
		{"Updatable Storage Bytes", kllHead + 4*(height+1) + (2+s.levels[height])*size}, {"Compact Storage Bytes", len(s.Bytes())},
		{"Min Item", low}, {"Max Item", high},
	} {
		fmt.Fprintf(&b, "   %-23s: %v\n", row.label, row.value)
	}
	b.WriteString("### End sketch summary\n")
	return b.String()
}
