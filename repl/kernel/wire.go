package kernel

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"sync"
)

// frameLimit bounds one message; a face asks for the rows on its screen, so real ones are small.
const frameLimit = 256 << 20

// message is what a kernel process sends: an answer or an event.
type message struct {
	Response *Response `json:"r,omitempty"`
	Event    *Event    `json:"e,omitempty"`
}

// wire carries JSON values, each behind its length as four bytes, little endian. Sends may come
// from several goroutines; one goroutine receives.
type wire struct {
	mu  sync.Mutex
	out io.Writer
	in  *bufio.Reader
}

func newWire(in io.Reader, out io.Writer) *wire {
	return &wire{in: bufio.NewReaderSize(in, 64<<10), out: out}
}

func (w *wire) send(v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	frame := binary.LittleEndian.AppendUint32(make([]byte, 0, len(body)+4), uint32(len(body)))
	frame = append(frame, body...)
	w.mu.Lock()
	defer w.mu.Unlock()
	_, err = w.out.Write(frame)
	return err
}

func (w *wire) receive(v any) error {
	var head [4]byte
	if _, err := io.ReadFull(w.in, head[:]); err != nil {
		return err
	}
	n := binary.LittleEndian.Uint32(head[:])
	if n > frameLimit {
		return fmt.Errorf("a message of %d bytes: the pipe to the kernel is out of step", n)
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(w.in, body); err != nil {
		return err
	}
	return json.Unmarshal(body, v)
}
