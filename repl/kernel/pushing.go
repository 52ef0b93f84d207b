package kernel

import "time"

// Views that tell of cells come pushEvery after each other, and later where they take long: a view holds
// all cells, so one for every cell that runs would make a notebook of many short cells slow.
const (
	pushEvery = 25 * time.Millisecond
	pushShare = 20 // a view takes one part in so many of the time
)

// pushing is until when the face has been told enough, and whether it is owed a view then.
type pushing struct {
	enough time.Time
	owed   *time.Timer
}

// push sends the view to the face.
func (k *Kernel) push() {
	k.pushing.owed.Stop()
	began := time.Now()
	k.mail.put(Event{View: k.view()})
	took := time.Since(began)
	k.pushing.enough = began.Add(max(pushEvery, pushShare*took))
}

// pushSoon sends the view when the last one was a while ago, else in a moment: what happens until
// then is told at once.
func (k *Kernel) pushSoon() {
	if left := time.Until(k.pushing.enough); left > 0 {
		k.pushing.owed.Reset(left)
		return
	}
	k.push()
}
