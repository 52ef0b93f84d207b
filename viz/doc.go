// Package viz holds plain figures and draws them as text, HTML and SVG.
//
//	present ─ engine values ─> Figure ─ kernel pipe ─> Figure ─ Draw(w, h) ─> text | html | svg
//
// Words: a figure is data only, so it crosses a pipe as JSON; drawing happens in the face.
// Every string of a figure may come from data: drawing escapes control characters (Clean).
//
// Absent on purpose: the engine, the terminal, colours by number (a Style names a meaning).
package viz
