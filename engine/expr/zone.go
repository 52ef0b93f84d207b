package expr

import "time"

// Zone is a session time zone.
type Zone = *time.Location
