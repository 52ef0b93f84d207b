package sources

import (
	"bytes"
	"encoding/json"
	"errors"
)

// encodeFileLog writes a list of files as Spark's logs do: "v1", then one JSON object a line.
func encodeFileLog[T any](files []T) []byte {
	var b bytes.Buffer
	b.WriteString("v1")
	for _, f := range files {
		b.WriteByte('\n')
		line, err := json.Marshal(f)
		if err != nil {
			panic("sources: file log: " + err.Error())
		}
		b.Write(line)
	}
	return b.Bytes()
}

func decodeFileLog(b []byte) ([]fileEntry, error) { return decodeLog[fileEntry](b) }

func decodeLog[T any](b []byte) ([]T, error) {
	head, rest, _ := bytes.Cut(b, []byte{'\n'})
	if string(head) != "v1" {
		return nil, errors.New("it does not begin with v1")
	}
	var out []T
	for len(rest) > 0 {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte{'\n'})
		var f T
		if err := json.Unmarshal(line, &f); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}
