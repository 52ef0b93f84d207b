package window

// Spec is a window of window(time, size, slide, start), in microseconds: windows begin at
// start + k*slide and hold [begin, begin+size).
type Spec struct{ Size, Slide, Start int64 }

// Tumbling tells that every time lies in exactly one window.
func (s Spec) Tumbling() bool { return s.Size == s.Slide }

// Last is the begin of the latest window that may hold t.
func (s Spec) Last(t int64) int64 {
	d := (t - s.Start) % s.Slide
	if d < 0 {
		d += s.Slide
	}
	return t - d
}

// Each calls visit with the begin of every window that holds t, latest first.
func (s Spec) Each(t int64, visit func(begin int64)) {
	for begin := s.Last(t); begin+s.Size > t; begin -= s.Slide {
		visit(begin)
	}
}
