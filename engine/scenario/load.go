package scenario

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/goccy/go-yaml"
)

// Load reads the scenarios of a file, in order: a YAML or JSON document, or one JSON document a
// line where the name ends in .jsonl; each may be packed with gzip (.gz). Errors name file, line and
// column.
func Load(path string) ([]*Scenario, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	name, packed := strings.CutSuffix(path, ".gz")
	if packed {
		if text, err = unpack(text); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	return Parse(name, text)
}

func unpack(text []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// Parse reads scenarios from the text of a file; the name tells the form.
func Parse(name string, text []byte) ([]*Scenario, error) {
	if !strings.HasSuffix(name, ".jsonl") {
		s, err := document(name, text)
		if err != nil {
			return nil, err
		}
		s.File, s.Line = name, 1
		return []*Scenario{s}, nil
	}
	var out []*Scenario
	for i, line := range bytes.Split(text, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		s, err := jsonLine(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d:%w", name, i+1, err)
		}
		s.File, s.Line = name, i+1
		out = append(out, s)
	}
	return out, nil
}

// document reads one YAML document; JSON is YAML.
func document(name string, text []byte) (*Scenario, error) {
	s := &Scenario{}
	if err := unmarshal(text, s); err != nil {
		var at yaml.Error
		if errors.As(err, &at) && at.GetToken() != nil {
			p := at.GetToken().Position
			return nil, fmt.Errorf("%s:%d:%d: %s", name, p.Line, p.Column, strings.Replace(at.GetMessage(), "unknown field", "unknown key", 1))
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

// unmarshal reads YAML. What the library panics at (a tag that fits no value) is an error.
func unmarshal(text []byte, into *Scenario) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("this is no YAML that can be read: %v", p)
		}
	}()
	return yaml.UnmarshalWithOptions(text, into, yaml.Strict(), yaml.DisallowUnknownField())
}

// jsonLine reads a scenario or a line of functions.jsonl. Errors begin with the column.
func jsonLine(line []byte) (*Scenario, error) {
	var probe struct {
		Scenario *int    `json:"scenario"`
		SQL      *string `json:"sql"`
	}
	if err := json.Unmarshal(line, &probe); err == nil && probe.Scenario == nil && probe.SQL != nil {
		f := &Function{}
		if err := strict(line, f); err != nil {
			return nil, err
		}
		return &Scenario{Version: 1, Kind: "function", Name: f.ID, Family: "functions: " + f.Group, Function: f}, nil
	}
	s := &Scenario{}
	if err := strict(line, s); err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("1: %w", err)
	}
	return s, nil
}

// strict decodes JSON with numbers as written; errors begin with "column: ".
func strict(line []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		return nil
	}
	col := d.InputOffset() + 1
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	text := strings.TrimPrefix(err.Error(), "json: ")
	switch {
	case errors.As(err, &syntax):
		col = syntax.Offset
	case errors.As(err, &wrong):
		col = wrong.Offset
		text = fmt.Sprintf("%s cannot be a %s", wrong.Field, wrong.Value)
	default:
		if field, ok := strings.CutPrefix(text, "unknown field "); ok {
			if k := bytes.Index(line, []byte(field)); k >= 0 {
				col = int64(k) + 1
			}
			text = "unknown key " + field
		}
	}
	return fmt.Errorf("%d: %s", col, text)
}

// check holds what every document must have.
func (s *Scenario) check() error {
	switch {
	case s.Version != 1:
		return fmt.Errorf("scenario: 1 must stand at the top: the version of the format")
	case s.Name == "":
		return fmt.Errorf("a scenario needs a name")
	case s.Kind == "dstream":
		return nil
	case s.Kind != "":
		return fmt.Errorf("kind must be dstream or be left out, not %q", s.Kind)
	case s.Query.From == "":
		return fmt.Errorf("query.from must name the view that is started")
	}
	for _, v := range s.Views {
		if err := v.check(); err != nil {
			return err
		}
	}
	return nil
}

func (v *View) check() error {
	switch {
	case v.Name == "":
		return fmt.Errorf("a view needs a name")
	case v.SQL == "" && v.From == "":
		return fmt.Errorf("view %s needs sql, or from with ops", v.Name)
	case v.SQL != "" && v.From != "":
		return fmt.Errorf("view %s has both sql and from", v.Name)
	}
	for i := range v.Ops {
		if n := v.Ops[i].keys(); n != 1 {
			return fmt.Errorf("view %s: operation %d has %d keys, not one", v.Name, i+1, n)
		}
	}
	return nil
}

func (o *Op) keys() int {
	n := 0
	for _, set := range []bool{o.WithWatermark != nil, o.Where != nil, o.Select != nil, o.DropDuplicates != nil, o.DropDuplicatesWithinWatermark != nil,
		o.GroupBy != nil, o.Join != nil, o.Alias != nil, o.Union != nil, o.Limit != nil, o.OrderBy != nil, o.Distinct} {
		if set {
			n++
		}
	}
	return n
}
