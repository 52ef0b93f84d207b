package kernel

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/sparkrepl/sparkrepl/engine/scenario"
	"github.com/sparkrepl/sparkrepl/sessions"
)

// mostScenarioRows bounds the rows that go into a scenario: it is read by people.
const mostScenarioRows = 20_000

// scenarioEnding is how the names of files with one scenario end.
const scenarioEnding = ".scenario.yaml"

var notInFileName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^\pL\pN_.-]+`) })

// WriteScenario writes the batches up to the cursor of the query on the screen as a scenario, which
// sparkrepl test runs; name is the file, "" names it for the query and the batch. It answers what was
// written.
func (k *Kernel) WriteScenario(ctx context.Context, name string) (string, error) {
	s, err := k.scenario(ctx)
	if err != nil {
		return "", err
	}
	if name == "" {
		name = notInFileName().ReplaceAllString(s.Name, "-")
	}
	if !strings.HasSuffix(name, scenarioEnding) {
		name = strings.TrimSuffix(name, ".yaml") + scenarioEnding
	}
	full := k.abs(name)
	if _, err := os.Stat(full); err == nil {
		return "", &Failure{Message: name + " is there already", Hint: "give another name, as in :test late-rows"}
	}
	if err := sessions.Replace(full, []byte(s.YAML()), 0o644); err != nil {
		return "", &Failure{Message: notSaved(full, err), Hint: ":test NAME writes it elsewhere"}
	}
	batches, rows := 0, 0
	for _, st := range s.Steps {
		batches += len(st.Batches)
		for _, list := range st.Add {
			rows += len(list)
		}
	}
	return fmt.Sprintf("%d batches with %d rows: sparkrepl test %s", batches, rows, name), nil
}

// ScenarioText is the scenario of [Kernel.WriteScenario] as text.
func (k *Kernel) ScenarioText(ctx context.Context) (string, error) {
	s, err := k.scenario(ctx)
	if err != nil {
		return "", err
	}
	return s.YAML(), nil
}

// scenario is the document of the query on the screen, up to the cursor. It was run, and holds.
func (k *Kernel) scenario(ctx context.Context) (*scenario.Scenario, error) {
	t, err := k.trackOf("")
	if err != nil {
		return nil, err
	}
	at := t.timeline().At()
	switch {
	case at == 0:
		return nil, &Failure{Message: "no batch has run yet, so there is nothing to test", Hint: "press " + k.Key("step")}
	case t.side:
		return nil, &Failure{Message: "a copy made by :set is not what the notebook says", Hint: "change the cell, run it, and write the scenario of that"}
	case k.rt.busy:
		return nil, &Failure{Message: "a cell runs; try again when it is done"}
	}
	s := &scenario.Scenario{Version: 1, Name: fmt.Sprintf("%s to b%d", t.name, at-1), Origin: "a notebook", Conf: map[string]any{}}
	if k.path != "" {
		s.Origin = filepath.Base(k.path)
	}
	refuse := func(why string) (*scenario.Scenario, error) {
		return nil, &Failure{Message: t.name + " cannot be written as a scenario: " + why}
	}
	names, err := k.scenarioViews(t, s)
	if err != nil {
		return refuse(k.failure(err).Message)
	}
	for key, value := range t.q.Conf {
		if !strings.HasSuffix(key, "memoryBudget") && key+value != "spark.sql.session.timeZoneUTC" {
			s.Conf[key] = value
		}
	}
	steps, err := k.scenarioSteps(ctx, t, names)
	if err != nil {
		return nil, err
	}
	return confirmed(ctx, s, steps, refuse)
}

// confirmed gives a document its steps in the way in which they hold when it is read again and run.
// What the notebook ran depends on when there was no row left to read: over a recording a batch
// without rows comes only at the end.
func confirmed(ctx context.Context, s *scenario.Scenario, steps []scenario.Step, refuse func(string) (*scenario.Scenario, error)) (*scenario.Scenario, error) {
	why := ""
	for _, arrange := range []func(scenario.Scenario, []scenario.Step) *scenario.Scenario{settling, pressed, clocked} {
		try := arrange(*s, steps)
		list, err := scenario.Parse("", []byte(try.YAML()))
		if err != nil {
			return nil, err
		}
		r := scenario.Run(ctx, list[0])
		if r.OK {
			return try, nil
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if why == "" {
			why = firstLine(r.Error)
		}
	}
	return refuse("over memory streams it gives something else: " + why)
}

// settling lets every step run until nothing is left to do, as queries over live sources do.
func settling(s scenario.Scenario, steps []scenario.Step) *scenario.Scenario {
	for _, st := range steps {
		s.Steps = scenario.Merge(s.Steps, st)
	}
	return &s
}

// pressed runs one batch a step: more rows are always waiting.
func pressed(s scenario.Scenario, steps []scenario.Step) *scenario.Scenario {
	conf := map[string]any{"spark.sql.streaming.noDataMicroBatches.enabled": "false"}
	for key, value := range s.Conf {
		conf[key] = value
	}
	s.Conf, s.Steps = conf, steps
	return &s
}

// clocked runs one batch a tick of a clock that the document moves.
func clocked(s scenario.Scenario, steps []scenario.Step) *scenario.Scenario {
	s.Query.Clock, s.Query.Trigger = "manual", &scenario.Trigger{ProcessingTime: "1 second"}
	for _, st := range steps {
		if len(st.Add) > 0 {
			s.Steps = append(s.Steps, scenario.Step{Add: st.Add})
		}
		s.Steps = append(s.Steps, scenario.Step{AdvanceClock: "1 second", Batches: st.Batches})
	}
	return &s
}

// scenarioSteps are the batches up to the cursor, one a step; names are those of the inputs.
func (k *Kernel) scenarioSteps(ctx context.Context, t *track, names []string) ([]scenario.Step, error) {
	var steps []scenario.Step
	rows := int64(0)
	for n := range t.timeline().At() {
		if rows += t.infos.at(n).In; rows > mostScenarioRows {
			return nil, &Failure{Message: fmt.Sprintf("up to b%d there are more than %d rows, which is too much to read in a file", n, mostScenarioRows), Hint: fmt.Sprintf(":batch %d goes to one before", n-1)}
		}
		step, err := t.timeline().Detail(ctx, n)
		if err != nil {
			return nil, err
		}
		steps = append(steps, scenario.Recorded(step, names))
	}
	return steps, nil
}
