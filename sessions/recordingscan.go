package sessions

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// scan finds the blocks by their lengths and trailers, without reading the rows.
func (r *Recording) scan(at int64) error {
	var open []blockPlace // blocks of a batch that has not ended
	openAt, damaged := at, false
	for at < r.size {
		place, t, next, ok := r.place(at)
		if !ok {
			after, found, err := r.nextSync(at)
			if err != nil {
				return err
			}
			if !found {
				r.cutTail(openAt)
				return nil
			}
			r.lose(at, after-at)
			at, damaged = after, true
			continue
		}
		if t.batch > int64(len(r.batches)) && !damaged || t.batch < int64(len(r.batches)) {
			r.lose(at, next-at) // out of order: the number is damaged
			at, damaged = next, true
			continue
		}
		for int64(len(r.batches)) < t.batch { // batches that a damaged stretch swallowed
			r.batches = append(r.batches, recordedBatch{lost: r.loss.Text})
			r.loss.Batches = append(r.loss.Batches, len(r.batches)-1)
			open, damaged = nil, false
		}
		open = append(open, place)
		at = next
		if t.last {
			b := recordedBatch{blocks: open, time: t.time}
			for _, p := range open {
				b.rows += int64(p.rows)
			}
			if damaged {
				b = recordedBatch{lost: r.loss.Text, time: t.time}
				r.loss.Batches = append(r.loss.Batches, len(r.batches))
			}
			r.batches = append(r.batches, b)
			open, damaged, openAt, r.whole = nil, false, at, at
		}
	}
	if len(open) > 0 || damaged {
		r.cutTail(openAt)
	}
	return nil
}

// place reads the frame of the block at an offset.
func (r *Recording) place(at int64) (b blockPlace, t trailer, next int64, ok bool) {
	head, err := readAt(r.r, at, min(2*binary.MaxVarintLen64, r.size-at))
	if err != nil {
		return b, t, 0, false
	}
	count, n := binary.Varint(head)
	if n <= 0 || count < 0 || count > maxBlock {
		return b, t, 0, false
	}
	length, m := binary.Varint(head[n:])
	start := at + int64(n+m)
	if m <= 0 || length < trailerSize || length > maxBlock || start+length+syncSize > r.size {
		return b, t, 0, false
	}
	tail, err := readAt(r.r, start+length-trailerSize, trailerSize+syncSize)
	if err != nil || !bytes.Equal(tail[trailerSize:], r.sync) {
		return b, t, 0, false
	}
	if t, ok = parseTrailer(tail[:trailerSize]); !ok {
		return b, t, 0, false
	}
	return blockPlace{at: at, data: start, frame: int(length) - trailerSize, rows: int(count)}, t, start + length + syncSize, true
}

// nextSync finds the end of the next sync marker behind at.
func (r *Recording) nextSync(at int64) (int64, bool, error) {
	const chunk = 64 << 10
	for p := at; p < r.size; p += chunk {
		b, err := readAt(r.r, p, min(chunk+syncSize-1, r.size-p))
		if err != nil {
			return 0, false, err
		}
		if i := bytes.Index(b, r.sync); i >= 0 {
			return p + int64(i) + syncSize, true, nil
		}
	}
	return 0, false, nil
}

// lose notes a damaged stretch.
func (r *Recording) lose(at, n int64) {
	if r.loss == nil {
		r.loss = &Loss{At: at}
	}
	r.loss.Bytes += n
	r.loss.Text = fmt.Sprintf("bytes %d to %d are damaged", at, at+n)
}

// cutTail leaves out what follows the last whole batch.
func (r *Recording) cutTail(from int64) {
	if from >= r.size {
		return
	}
	damage := r.loss
	r.loss = &Loss{At: from, Bytes: r.size - from, Tail: true}
	if damage != nil {
		r.loss.At, r.loss.Batches = damage.At, damage.Batches
		if damage.At < from {
			r.loss.Bytes += damage.Bytes
		}
	}
	last := "no whole batch comes before"
	if n := len(r.batches); n > 0 {
		last = fmt.Sprintf("batches 0 to %d are whole", n-1)
	}
	r.loss.Text = fmt.Sprintf("the last %d bytes hold no whole batch: the recording stopped in the middle of a write; %s", r.size-from, last)
}
