package engine

// stepList holds the steps of a timeline. Those that are forgotten one after the other from the beginning take
// no room to speak of, so that a query can run for ever.
type stepList struct {
	pieces []*stepPiece
	n      int
}

// pieceSteps is how many steps a piece of the list holds.
const pieceSteps = 512

type stepPiece [pieceSteps]*Step

// gone stands for steps of which nothing is kept, goneSteps for a piece of them.
var (
	gone      = Step{Tick: &Tick{}, Progress: &Progress{}}
	goneSteps = func() (p stepPiece) {
		for i := range p {
			p[i] = &gone
		}
		return p
	}()
)

func (l *stepList) len() int { return l.n }

func (l *stepList) at(i int) *Step { return l.pieces[i/pieceSteps][i%pieceSteps] }

func (l *stepList) set(i int, s *Step) {
	p := &l.pieces[i/pieceSteps]
	if *p == &goneSteps {
		own := goneSteps
		*p = &own
	}
	(*p)[i%pieceSteps] = s
}

// push adds a step behind the others.
func (l *stepList) push(s *Step) {
	if l.n%pieceSteps == 0 {
		l.pieces = append(l.pieces, new(stepPiece))
	}
	l.n++
	l.set(l.n-1, s)
}

// cut leaves the first n steps.
func (l *stepList) cut(n int) {
	for l.n > n {
		l.n--
		l.set(l.n, nil)
		if l.n%pieceSteps == 0 {
			last := len(l.pieces) - 1
			l.pieces[last] = nil
			l.pieces = l.pieces[:last]
		}
	}
}

// forget keeps nothing of step i; those before it are forgotten already.
func (l *stepList) forget(i int) {
	l.set(i, &gone)
	if (i+1)%pieceSteps == 0 {
		l.pieces[i/pieceSteps] = &goneSteps
	}
}

// clone copies the first n steps.
func (l *stepList) clone(n int) (c stepList) {
	for i := range n {
		c.push(l.at(i))
		if l.at(i) == &gone {
			c.forget(i)
		}
	}
	return c
}
