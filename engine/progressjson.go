package engine

import (
	"encoding/json"
	"math"
	"strconv"
)

// MarshalJSON writes the progress as Spark's progress.json does: offsets as JSON, rates with one
// decimal, and nothing of what is empty.
func (p *Progress) MarshalJSON() ([]byte, error) {
	sources := make([]sourceJSON, len(p.Sources))
	for i, s := range p.Sources {
		sources[i] = sourceJSON{s.Description, offsetJSON(s.StartOffset), offsetJSON(s.EndOffset), offsetJSON(s.LatestOffset),
			s.NumInputRows, rateJSON(s.InputRowsPerSecond), rateJSON(s.ProcessedRowsPerSecond), s.Metrics}
	}
	var name *string
	if p.Name != "" {
		name = &p.Name
	}
	states := p.StateOperators
	if states == nil {
		states = []StateProgress{}
	}
	return json.Marshal(struct {
		ID              string              `json:"id"`
		RunID           string              `json:"runId"`
		Name            *string             `json:"name"`
		Timestamp       string              `json:"timestamp"`
		BatchID         int64               `json:"batchId"`
		BatchDuration   int64               `json:"batchDuration"`
		NumInputRows    int64               `json:"numInputRows"`
		InputRate       *json.Number        `json:"inputRowsPerSecond,omitempty"`
		ProcessedRate   *json.Number        `json:"processedRowsPerSecond,omitempty"`
		DurationMs      map[string]int64    `json:"durationMs"`
		EventTime       map[string]string   `json:"eventTime,omitempty"`
		StateOperators  []StateProgress     `json:"stateOperators"`
		Sources         []sourceJSON        `json:"sources"`
		Sink            SinkProgress        `json:"sink"`
		ObservedMetrics map[string]*Metrics `json:"observedMetrics,omitempty"`
	}{p.ID, p.RunID, name, p.Timestamp, p.BatchID, p.BatchDuration, p.NumInputRows, rateJSON(p.InputRowsPerSecond), rateJSON(p.ProcessedRowsPerSecond),
		p.DurationMs, p.EventTime, states, sources, p.Sink, p.ObservedMetrics})
}

type sourceJSON struct {
	Description   string            `json:"description"`
	StartOffset   json.RawMessage   `json:"startOffset"`
	EndOffset     json.RawMessage   `json:"endOffset"`
	LatestOffset  json.RawMessage   `json:"latestOffset"`
	NumInputRows  int64             `json:"numInputRows"`
	InputRate     *json.Number      `json:"inputRowsPerSecond,omitempty"`
	ProcessedRate *json.Number      `json:"processedRowsPerSecond,omitempty"`
	Metrics       map[string]string `json:"metrics,omitempty"`
}

// offsetJSON is an offset as JSON: null where there is none, a text where it is no JSON.
func offsetJSON(offset string) json.RawMessage {
	switch {
	case offset == "":
		return json.RawMessage("null")
	case json.Valid([]byte(offset)):
		return json.RawMessage(offset)
	}
	return json.RawMessage(strconv.Quote(offset))
}

// rateJSON is a rate with one decimal; nil for what JSON has no number for.
func rateJSON(v float64) *json.Number {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	n := json.Number(strconv.FormatFloat(math.Floor(v*10+0.5)/10, 'f', 1, 64))
	return &n
}
