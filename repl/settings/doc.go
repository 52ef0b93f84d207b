// Package settings reads the configuration: config.toml of the person, .sparkrepl.toml of a project.
//
//	files ─ Read ─> Settings{Theme, Keys, ...} ─> cmd/sparkrepl, under flags and environment
//
// Words: a setting is one key of a file; [All] lists them with what they take.
//
// Absent on purpose: anything that would run code or name a file to be run; flags and the
// environment, which stand above every file (cmd/sparkrepl).
package settings
