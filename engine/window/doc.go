// Package window is the arithmetic of event time: tumbling, sliding and session windows and
// watermarks, as pure functions of microseconds since 1970.
//
// Absent on purpose: columns, state, clocks.
package window
