package expr

import "time"

// Zone is a session time zone.
type Zone = *time.Location

// ZoneOf finds a time zone by a region ("Asia/Seoul") or an offset ("+02:00").
func ZoneOf(name string) (Zone, bool) { return parseZone(name) }
