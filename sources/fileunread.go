package sources

import (
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/source"
)

// unread keeps the files that were listed and not taken for the batches that follow, which read them
// without looking for others: Spark's cache of FileStreamSource.
type unread struct {
	most    int64   // files that are kept
	discard float64 // fewer than this part of what a batch takes are not kept
	files   []fileEntry
}

// openUnread reads the options of the cache.
func openUnread(o *options) unread {
	u := unread{most: o.fileNumber("maxCachedFiles", 10_000, 0), discard: 0.2}
	if v := o.str("discardCachedInputRatio", ""); v != "" {
		f, err := strconv.ParseFloat(v, 64)
		if err != nil || !(f >= 0 && f <= 1) {
			o.refuse("Invalid value '%s' for option 'discardCachedInputRatio', must be a positive float between 0 and 1", v)
		}
		u.discard = f
	}
	return u
}

// keep takes what a batch has left of the files that it was offered.
func (u *unread) keep(s *fileStream, rest []fileEntry, limit source.Limit) {
	enough := false
	switch {
	case limit.All || limit.Rows > 0 || s.latestFirst: // the next batch looks anew
	case s.maxFiles > 0:
		enough = float64(len(rest)) >= float64(s.maxFiles)*u.discard
	case s.maxBytes > 0:
		size := int64(0)
		for _, f := range rest {
			size += f.size
		}
		enough = float64(size) >= float64(s.maxBytes)*u.discard
	}
	u.files = nil
	if enough && !s.fixed {
		u.files = rest[:min(u.most, int64(len(rest)))]
	}
}
