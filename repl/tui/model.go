package tui

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// pane is a part of the screen that can have the focus.
type pane int

const (
	paneBook pane = iota
	paneInsp
)

// Model is the root: it holds what all panes share, routes messages and lays panes out.
type Model struct {
	o    Options
	ctx  context.Context
	link *link
	th   *theme
	w, h int

	painted bool // the first frame is on the terminal before the library draws

	now   func() time.Time
	after func(time.Duration, tea.Msg) tea.Cmd

	view     *kernel.View // nil until the kernel answered
	seq      int64        // of the newest view of this kernel process
	held     *kernel.View // came while a step was on its way: shown with its answer
	progress *kernel.Progress
	dead     string           // why the kernel ended; "" while it lives
	reviving bool             // dead, and another one is on its way
	queue    []kernel.Request // pressed before the kernel was up
	inflight int              // ordered calls without an answer
	closed   *kernel.Failure  // why no notebook is open

	start *startScreen
	book  notebook
	insp  inspector
	focus pane
	zoom  int
	borders

	popups []popup
	prompt *prompt
	play   player
	motion motion

	editing   string // keys inside a cell: "", vim, emacs
	vim       vim
	emacs     emacs
	actions   []action
	pasts     map[string]*history
	hintsMode string    // full, short, off; "" decides by use
	pending   string    // first key of a pair: "d", "g", "0"
	message   viz.Line  // until the next key
	atCell    bool      // the message is about a cell, where it stands in full
	search    string    // last text searched for
	lastType  time.Time // last key that typed, to tell a paste from a run key
	used      map[string]bool
	enhanced  bool // the terminal tells Shift+Enter from Enter
	mouse     bool // the mouse is ours
	dragged   bool // over text once: it was told how to select there
	pulling   bool // the border between the panes
	clicked   click
	sheetAt   rect // the popup on the screen, with its head
	clip      []kernel.CellView
	ran       string // the cell that was run last
	quitting  bool
	leaving   bool      // the kernel was told to save and end, and has not answered
	lastC     time.Time // last idle Ctrl+C
	stopping  bool      // an interrupt is on its way
	reshaping int       // calls without an answer that add, delete or move cells
	early     []tea.Msg // keys and pastes that wait for those
}

func newModel(ctx context.Context, c kernel.Client, o Options) *Model {
	m := &Model{
		o: o, ctx: ctx, link: newLink(ctx, c), th: newTheme(o.ASCII, o.Theme == "light"),
		now: time.Now, after: timer, mouse: !o.NoMouse, used: map[string]bool{},
		actions: actions(), hintsMode: o.Hints, editing: strings.TrimPrefix(o.Editing, "default"), book: newNotebook(), insp: newInspector(), motion: motion{off: o.NoMotion},
	}
	if list, err := bound(o.Keys); err == nil {
		m.actions = list
	}
	if o.Theme == "none" {
		m.th.plain()
	}
	if o.Path == "" && o.Kind == "" {
		m.start = &startScreen{}
	}
	return m
}

// timer sends msg after d.
func timer(d time.Duration, msg tea.Msg) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return msg })
}

// Init implements tea.Model.
func (m *Model) Init() tea.Cmd {
	cmds := []tea.Cmd{tea.RequestBackgroundColor}
	if m.o.Theme != "" {
		cmds = nil
	}
	switch {
	case m.link.up():
		cmds = append(cmds, m.link.listen(), m.open())
	case m.painted:
		cmds = append(cmds, connect(m.ctx, m.o.Connect))
	default:
		// The first frame has the machine for itself; then the kernel comes up.
		cmds = append(cmds, m.after(2*time.Second/framesPerSecond, bootTick{}))
	}
	return tea.Batch(cmds...)
}

// bootTick is when the first frame is drawn and the kernel is to come up.
type bootTick struct{}

// open asks for the notebook of the command line; on the start screen that is the sample.
func (m *Model) open() tea.Cmd {
	reqs := []kernel.Request{{Op: kernel.OpOpen, Text: m.o.Path, Kind: m.o.Kind}}
	if m.start != nil {
		reqs[0].Kind = sampleKind
		reqs = append(reqs, kernel.Request{Op: kernel.OpRunAll})
	}
	if m.o.At > 0 {
		reqs = append(reqs, kernel.Request{Op: kernel.OpGoto, Index: m.o.At, Kind: "number"})
	}
	reqs = append(reqs, m.queue...)
	m.queue, m.message = nil, nil
	return m.do(reqs...)
}

// do sends requests in the order of keys, and with them asks for what is on the screen, so
// that one answer makes one frame.
func (m *Model) do(reqs ...kernel.Request) tea.Cmd {
	switch {
	case m.dead == "" || m.reviving || reqs[0].Op == kernel.OpRestart:
	case reqs[0].Op == kernel.OpForward:
		return m.revive()
	default:
		m.showDead()
		return nil
	}
	if !m.link.up() {
		m.queue = append(m.queue, reqs...)
		m.say(viz.Plain, "the kernel is starting; this is done as soon as it is up")
		return nil
	}
	m.inflight++
	if slices.ContainsFunc(reqs, reshapes) {
		m.reshaping++
	}
	if slices.ContainsFunc(reqs, isWork) {
		reqs = append(reqs, m.figures()...)
	}
	return m.link.ordered("do", append(m.flushEdits(), reqs...)...)
}

// input is a key or a paste. What comes before cells have been added, deleted or moved is meant for the
// notebook after that, so it waits for the answer: some milliseconds.
func (m *Model) input(msg tea.Msg) tea.Cmd {
	k, isKey := msg.(tea.KeyPressMsg)
	if m.reshaping > 0 && !(isKey && (k.String() == "ctrl+c" || k.String() == "ctrl+q")) {
		m.early = append(m.early, msg)
		return nil
	}
	if p, isPaste := msg.(tea.PasteMsg); isPaste {
		return m.paste(p.Content)
	}
	return m.key(k)
}

// catchUp does what was typed early.
func (m *Model) catchUp() tea.Cmd {
	var cmds []tea.Cmd
	for m.reshaping == 0 && len(m.early) > 0 {
		msg := m.early[0]
		m.early = m.early[1:]
		cmds = append(cmds, m.input(msg))
	}
	return tea.Batch(cmds...)
}

// Update implements tea.Model: it never does IO and never waits.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.handle(msg)
	if m.quitting {
		return m, tea.Quit
	}
	return m, tea.Batch(cmd, m.refresh(), m.motion.next(m))
}

func (m *Model) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		m.th = newTheme(m.o.ASCII, !msg.IsDark())
	case tea.ModeReportMsg:
		if msg.Mode == ansi.ModeUnicodeCore && msg.Value != ansi.ModeNotRecognized && msg.Value != ansi.ModePermanentlyReset {
			viz.MeasureCharacters(false)
		}
	case tea.KeyboardEnhancementsMsg:
		m.enhanced = msg.SupportsKeyDisambiguation()
	case tea.KeyPressMsg, tea.PasteMsg:
		return m.input(msg)
	case tea.MouseClickMsg, tea.MouseWheelMsg, tea.MouseMotionMsg, tea.MouseReleaseMsg:
		return m.mouseMsg(msg)
	case bootTick:
		return connect(m.ctx, m.o.Connect)
	case connected:
		return m.connected(msg)
	case answer:
		return m.answered(msg)
	case event:
		return m.event(msg)
	case motionTick:
		m.motion.tick()
	case playTick:
		return m.playNext(msg)
	case sendTick:
		return m.sendEdits(msg)
	case quitTick:
		m.quitting = m.leaving
	case edited:
		return m.edited(msg)
	case filesListed:
		m.filesFound(msg)
	case copied:
		m.copied(msg)
	}
	return nil
}

// say shows a message until the next key.
func (m *Model) say(style viz.Style, text string) {
	m.message, m.atCell = viz.Styled(style, viz.Clean(text)), false
}

func (m *Model) connected(c connected) tea.Cmd {
	if c.err != nil {
		m.ended(c.err.Error())
		return nil
	}
	m.link.client, m.dead, m.seq = c.client, "", 0
	return tea.Batch(m.link.listen(), m.open())
}

// track is the query on the screen, or nil.
func (m *Model) track() *kernel.Track {
	if m.view == nil {
		return nil
	}
	return m.view.Track
}

// layout places the panes for the current size.
func (m *Model) layout() layout {
	lesson := 0
	if m.view != nil && m.view.Lesson != nil {
		lesson = len(lessonLines(m.view.Lesson, m.w))
	}
	return place(m.w, m.h, m.zoom, lesson, m.focus, m.track() != nil, m.borders)
}
