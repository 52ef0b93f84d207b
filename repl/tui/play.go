package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// player steps by itself: Space starts and stops it.
type player struct {
	on        bool
	perSecond float64 // 0 means 2
	round     int     // names the run, so that ticks of an older one are dropped
}

type playTick struct{ round int }

func (p player) every() time.Duration {
	speed := p.perSecond
	if speed <= 0 {
		speed = 2
	}
	return time.Duration(float64(time.Second) / speed)
}

func (m *Model) togglePlay() tea.Cmd {
	m.play.on = !m.play.on
	m.play.round++
	if !m.play.on {
		m.say(viz.Plain, "paused")
		return nil
	}
	return m.playNext(playTick{m.play.round})
}

// playNext steps once and waits for the next turn. It skips a turn while a step is on its way,
// and stops at the end of the recording or when something went wrong.
func (m *Model) playNext(t playTick) tea.Cmd {
	if !m.play.on || t.round != m.play.round {
		return nil
	}
	k := m.track()
	ended := k == nil || k.Stopped != "" || m.dead != "" || (k.Recorded >= 0 && k.At >= k.Recorded && k.At >= k.Computed)
	if ended {
		m.play.on = false
		m.say(viz.Plain, "the recording ends here")
		return nil
	}
	next := m.after(m.play.every(), playTick{m.play.round})
	if m.inflight > 0 {
		return next
	}
	return tea.Batch(m.do(kernel.Request{Op: kernel.OpForward, N: 1}), next)
}
