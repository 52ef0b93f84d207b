package text

import (
	"encoding/binary"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

const microsPerMinute = 60 * microsPerSecond

// utcTimes writes instants as isoTime does in UTC, several times as fast: rows of a minute share
// the text of it.
type utcTimes struct {
	minute int64     // where it begins
	text   [2]uint64 // its sixteen characters
	known  bool
}

const minuteForm = "2006-01-02T15:04"

// append adds the text of an instant; false when it has none of the common form (years beyond 0 to 9999).
func (u *utcTimes) append(out []byte, micros int64) ([]byte, bool) {
	rest := uint64(micros - u.minute)
	if rest >= microsPerMinute || !u.known {
		rest = uint64(micros % microsPerMinute)
		if micros%microsPerMinute < 0 {
			rest += microsPerMinute
		}
		minute := micros - int64(rest)
		at := time.UnixMicro(minute).UTC()
		if y := at.Year(); y < 0 || y > 9999 {
			return out, false
		}
		var text [len(minuteForm)]byte
		at.AppendFormat(text[:0], minuteForm)
		u.text = [2]uint64{binary.LittleEndian.Uint64(text[:]), binary.LittleEndian.Uint64(text[8:])}
		u.minute, u.known = minute, true
	}
	ms := rest / 1000
	s := ms / 1000
	ms -= s * 1000
	tens := ms / 10
	const form = 0x5a3030302e30303a // :00.000Z
	out = binary.LittleEndian.AppendUint64(out, u.text[0])
	out = binary.LittleEndian.AppendUint64(out, u.text[1])
	return binary.LittleEndian.AppendUint64(out, form+s/10<<8+s%10<<16+tens/10<<32+tens%10<<40+ms%10<<48), true
}

// plainTimes tells that timestamps have Spark's default form, in UTC.
func (f *Formats) plainTimes() bool {
	return f.Timestamp == nil && (f.Zone == nil || f.Zone == time.UTC)
}

// appendCommon adds the text of a whole number or an instant; false for all else.
func (f *Formats) appendCommon(out []byte, c data.Column, i int, utc *utcTimes) ([]byte, bool) {
	switch c := c.(type) {
	case *data.Fixed[int32]:
		if c.T.Kind == data.KindInt {
			return appendInt(out, int64(c.Values[i])), true
		}
	case *data.Fixed[int64]:
		switch c.T.Kind {
		case data.KindLong:
			return appendInt(out, c.Values[i]), true
		case data.KindTimestamp:
			if f.plainTimes() {
				return utc.append(out, c.Values[i])
			}
		}
	}
	return out, false
}
