// Package command holds the colon commands: name, aliases, usage, help, completion, run.
//
//	face ─ OpCommand "next 3" ─> kernel ─> Run ─> the command's Run ─> Reply
//	face ─ All, Complete ─> list above the prompt, palette, help
//
// Words: a face command (theme, zoom, tab ...) changes only how things are shown; the face
// carries it out itself and never sends it.
//
// Absent on purpose: a registry; the table is [All].
package command
