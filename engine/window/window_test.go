package window

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestWindowsHoldTheirTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slide := rapid.Int64Range(1, 50).Draw(t, "slide")
		s := Spec{Slide: slide, Size: slide * rapid.Int64Range(1, 4).Draw(t, "times"), Start: rapid.Int64Range(-slide+1, slide-1).Draw(t, "start")}
		s.Size += rapid.Int64Range(0, slide-1).Draw(t, "more")
		at := rapid.Int64Range(-1000, 1000).Draw(t, "at")
		got := map[int64]bool{}
		s.Each(at, func(begin int64) { got[begin] = true })
		for begin := int64(-2000); begin < 2000; begin++ {
			aligned := (begin-s.Start)%s.Slide == 0
			if want := aligned && begin <= at && at < begin+s.Size; want != got[begin] {
				t.Fatalf("window at %d holds %d: %v, want %v", begin, at, got[begin], want)
			}
		}
	})
}

func TestTracker(t *testing.T) {
	for _, c := range []struct {
		policy Policy
		seen   [][]int64
		want   string
	}{
		{Min, [][]int64{{10_000_000, None}, {None, 7_000_000}, {20_000_000, 6_000_000}, {None, None}}, "0 5000000 5000000 5000000"},
		{Max, [][]int64{{10_000_000, None}, {None, 7_000_000}, {20_000_000, 6_000_000}, {None, None}}, "9000000 9000000 19000000 19000000"},
		{Min, [][]int64{{1_999_999, 5_000_999}, {500, 500}, {3_000_100, None}}, "999000 999000 2000000"},
	} {
		tr := NewTracker(c.policy, []int64{1_000_000, 2_000_000})
		got := ""
		for i, seen := range c.seen {
			if tr = tr.See(seen); i > 0 {
				got += " "
			}
			got += fmt.Sprint(tr.Global)
		}
		if got != c.want {
			t.Errorf("policy %d: %s, want %s", c.policy, got, c.want)
		}
	}
}
