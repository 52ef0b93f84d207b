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

// Seek is the request that goes to the first batch whose watermark reaches a time: back, or on to it.
// The time is 12:30, of the day where the query is, or a date and time.
func (k *Kernel) Seek(text string) (Request, error) {
	t, err := k.trackOf("")
	if err != nil {
		return Request{}, err
	}
	at, err := k.eventTime(t, text)
	if err != nil {
		return Request{}, err
	}
	for n, info := range t.infos.list {
		if info.Watermark >= at.UnixMicro() {
			return Request{Op: OpGoto, Index: t.infos.gone + n + 1, Query: t.name}, nil
		}
	}
	if ran, here := t.timeline().Len(), t.timeline().At(); here < ran {
		if err := t.timeline().SeekTo(ran); err != nil { // they were looked at above
			return Request{}, err
		}
	}
	if err := k.Until(fmt.Sprintf("wm >= TIMESTAMP '%s'", at.Format("2006-01-02 15:04:05"))); err != nil {
		return Request{}, err
	}
	return Request{Op: OpNextStop, Query: t.name}, nil
}

// eventTime reads a time in the session's zone.
func (k *Kernel) eventTime(t *track, text string) (time.Time, error) {
	zone := k.zone()
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at, nil
		}
	}
	at, err := time.ParseInLocation("15:04", text, zone)
	if err != nil {
		return at, fmt.Errorf("%q is no time; write 12:30, or 2013-01-02 12:30", text)
	}
	here := time.UnixMicro(max(0, t.timeline().NextWatermark())).In(zone)
	return time.Date(here.Year(), here.Month(), here.Day(), at.Hour(), at.Minute(), 0, 0, zone), nil
}

// Diff shows the state with at batches done against the state with base batches done; -1 is
// the cursor, or the mark.
func (k *Kernel) Diff(base, at int) (*viz.Figure, error) {
	t, err := k.trackOf("")
	if err != nil {
		return nil, err
	}
	tl := t.timeline()
	for _, n := range []int{base, at} {
		if n > tl.Len() {
			return nil, fmt.Errorf("batch %d of %s has not run: it stands at b%d, and :batch %d goes there", t.first()+n-1, t.name, t.first()+tl.At()-1, t.first()+n-1)
		}
	}
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
