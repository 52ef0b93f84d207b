package present

import (
	"fmt"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// Clock writes event times shortly: the day only where it differs from the day one looks at,
// seconds only where they are not zero.
type Clock struct {
	Zone *time.Location
	Day  time.Time // the day one looks at; the zero time writes every day
}

func (c Clock) zone() *time.Location {
	if c.Zone == nil {
		return time.UTC
	}
	return c.Zone
}

// Text is a time in microseconds since 1970.
func (c Clock) Text(us int64) string {
	if us == operator.NoWatermark {
		return "none yet"
	}
	t := time.UnixMicro(us).In(c.zone())
	layout := "15:04"
	if us%60_000_000 != 0 {
		layout = "15:04:05"
	}
	if us%1_000_000 != 0 {
		layout = "15:04:05.000"
	}
	if day := c.Day.In(c.zone()); c.Day.IsZero() || day.YearDay() != t.YearDay() || day.Year() != t.Year() {
		layout = "01-02 " + layout
		if c.Day.IsZero() || day.Year() != t.Year() {
			layout = "2006-" + layout
		}
	}
	return t.Format(layout)
}

// lead is how a whole timestamp of the day one looks at begins; "" when there is no such day.
func (c Clock) lead() string {
	if c.Day.IsZero() {
		return ""
	}
	return c.Day.In(c.zone()).Format("2006-01-02 ")
}

// Mark is a watermark: "none yet" before there is one (Spark counts from 1970).
func (c Clock) Mark(us int64) string {
	if us <= 0 {
		return "none yet"
	}
	return c.Text(us)
}

// Span is a window: start-end, the day once.
func (c Clock) Span(from, to int64) string {
	end := c
	end.Day = time.UnixMicro(from)
	return c.Text(from) + "-" + end.Text(to)
}

// Duration writes microseconds as people say it: 30:00 is half an hour, 1:30:00, 2 d 3:00:00, 0.5 s.
func Duration(us int64) string {
	if us < 0 {
		return "-" + Duration(-us)
	}
	if us%1_000_000 != 0 && us < 60_000_000 {
		return strings.TrimRight(fmt.Sprintf("%.3f", float64(us)/1e6), "0") + " s"
	}
	s := us / 1_000_000
	days, h, m := s/86400, s/3600%24, s/60%60
	switch {
	case days > 0:
		return fmt.Sprintf("%d d %d:%02d:%02d", days, h, m, s%60)
	case h > 0:
		return fmt.Sprintf("%d:%02d:%02d", h, m, s%60)
	}
	return fmt.Sprintf("%d:%02d", m, s%60)
}

// Interval writes microseconds as an SQL interval text: "45 minutes".
func Interval(us int64) string {
	for _, u := range []struct {
		size int64
		name string
	}{{86_400_000_000, "day"}, {3_600_000_000, "hour"}, {60_000_000, "minute"}, {1_000_000, "second"}, {1000, "millisecond"}} {
		if us >= u.size && us%u.size == 0 {
			if us == u.size {
				return "1 " + u.name
			}
			return fmt.Sprintf("%d %ss", us/u.size, u.name)
		}
	}
	return fmt.Sprintf("%d microseconds", us)
}

// Millis writes nanoseconds as milliseconds with as many digits as mean something.
func Millis(nanos int64) string {
	ms := float64(nanos) / 1e6
	switch {
	case ms >= 100:
		return fmt.Sprintf("%.0f", ms)
	case ms >= 1:
		return fmt.Sprintf("%.1f", ms)
	}
	return fmt.Sprintf("%.2f", ms)
}
