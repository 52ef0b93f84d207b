// Package source holds the contracts of sources and sinks, and how a kind of source
// describes itself: name, options, documentation, example. The kinds are in package sources.
package source
