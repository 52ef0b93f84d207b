package engine

import (
	"math/rand"
	"testing"
)

// TestStepList holds the list against a slice, and forgets from the front as a query that runs for ever does.
func TestStepList(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	var l stepList
	var want []*Step
	forgotten := 0
	for range 20_000 {
		switch k := r.Intn(100); {
		case k < 2:
			n := forgotten + r.Intn(len(want)-forgotten+1)
			l.cut(n)
			want = want[:n]
		case k < 30 && forgotten < len(want):
			l.forget(forgotten)
			want[forgotten] = &gone
			forgotten++
		case k < 40 && forgotten < len(want):
			i, s := forgotten+r.Intn(len(want)-forgotten), new(Step)
			l.set(i, s)
			want[i] = s
		default:
			s := new(Step)
			l.push(s)
			want = append(want, s)
		}
	}
	c := l.clone(l.len())
	if l.len() != len(want) || c.len() != len(want) || len(want) < 2*pieceSteps || forgotten < pieceSteps {
		t.Fatalf("%d steps, %d copied, want %d; %d forgotten", l.len(), c.len(), len(want), forgotten)
	}
	for i, s := range want {
		if l.at(i) != s || c.at(i) != s {
			t.Fatalf("step %d is another", i)
		}
	}
	if l.pieces[0] != &goneSteps || c.pieces[0] != &goneSteps {
		t.Error("the steps that are forgotten take room")
	}
	c.set(0, want[len(want)-1])
	if l.at(0) != &gone || goneSteps[0] != &gone {
		t.Error("a step of the copy is one of the list")
	}
}
