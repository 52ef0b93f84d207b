package kernel

import (
	"fmt"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/repl/present"
	"github.com/sparkrepl/sparkrepl/viz"
)

// Until sets a stop that goes away once it was hit.
func (k *Kernel) Until(condition string) error {
	cond, err := k.parseStop(condition)
	if err != nil {
		return err
	}
	if cond.expr.Type().Kind != data.KindBoolean {
		return fmt.Errorf("%s is no condition: it is %s", condition, cond.expr.Type())
	}
	k.stops = append(k.stops, &stop{n: 0, text: condition, cond: cond, once: true})
	return nil
}

// forgetOnce removes the stops that are for one run only.
func (k *Kernel) forgetOnce() {
	kept := k.stops[:0]
	for _, s := range k.stops {
		if !s.once {
			kept = append(kept, s)
		}
	}
	k.stops = kept
}

// SeekCondition is the condition for "the watermark reached this time": 12:30, or a date and time.
func (k *Kernel) SeekCondition(text string) (string, error) {
	zone := k.zone()
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return fmt.Sprintf("wm >= TIMESTAMP '%s'", t.Format("2006-01-02 15:04:05")), nil
		}
	}
	if t, err := time.ParseInLocation("15:04", text, zone); err == nil && k.shown != nil {
		at := time.UnixMicro(max(0, k.shown.timeline().NextWatermark())).In(zone)
		full := time.Date(at.Year(), at.Month(), at.Day(), t.Hour(), t.Minute(), 0, 0, zone)
		return fmt.Sprintf("wm >= TIMESTAMP '%s'", full.Format("2006-01-02 15:04:05")), nil
	}
	return "", fmt.Errorf("%q is no time; write 12:30, or 2013-01-02 12:30", text)
}

// Diff shows the state with at batches done against the state with base batches done; -1 is
// the cursor, or the mark.
func (k *Kernel) Diff(base, at int) (*viz.Figure, error) {
	t, err := k.trackOf("")
	if err != nil {
		return nil, err
	}
	tl := t.timeline()
	s := t.subject(k)
	if base >= 0 {
		s.Mark, s.MarkName = base, ""
	}
	if at < 0 || at == tl.At() {
		return present.State(s, present.Ask{Filter: "~", Limit: 500})
	}
	here := tl.At()
	if err := tl.SeekTo(at); err != nil {
		return nil, err
	}
	defer func() { _ = tl.SeekTo(here) }() // it stood there a moment ago
	return present.State(s, present.Ask{Filter: "~", Limit: 500})
}

// SetZone changes the session time zone; it takes a zone name as Spark does.
func (k *Kernel) SetZone(name string) error {
	if _, err := time.LoadLocation(name); err != nil || strings.TrimSpace(name) == "" {
		return fmt.Errorf("%q is no time zone; write UTC or Europe/Berlin", name)
	}
	k.o.Zone = name
	if k.rt != nil {
		k.rt.session.Conf().Set("spark.sql.session.timeZone", name)
	}
	return nil
}
