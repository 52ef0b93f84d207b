package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// motion is everything that moves by itself: the sign of long work, and the marker that
// lights up once when it moved. Off, text says the same and nothing ticks. Idle, nothing ticks.
type motion struct {
	off    bool
	frame  int
	lit    int // ticks the marker stays lit
	ticked bool
}

type motionTick struct{}

const motionEvery = 120 * time.Millisecond

// stepped lights the marker when it moved.
func (o *motion) stepped(old, now *kernel.View) {
	if o.off || old == nil || old.Track == nil || now.Track == nil || old.Track.At == now.Track.At {
		return
	}
	o.lit = 2
}

func (o *motion) flash() bool { return !o.off && o.lit > 0 }

// busy is the sign beside running work.
func (o *motion) busy(ascii bool) string {
	if o.off {
		return " ..."
	}
	signs := []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧"}
	if ascii {
		signs = []string{"|", "/", "-", "\\"}
	}
	return " " + signs[o.frame%len(signs)]
}

func (o *motion) tick() {
	o.ticked = false
	o.frame++
	if o.lit > 0 {
		o.lit--
	}
}

// next asks for a tick as long as something moves.
func (o *motion) next(m *Model) tea.Cmd {
	moving := o.lit > 0 || m.progress != nil || m.reviving || (m.view != nil && m.view.Busy != "")
	if o.off || o.ticked || !moving {
		return nil
	}
	o.ticked = true
	return m.after(motionEvery, motionTick{})
}
