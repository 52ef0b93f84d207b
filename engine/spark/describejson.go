package spark

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// viewJSON is what DESCRIBE ... AS JSON tells of a view, in Spark's order.
type viewJSON struct {
	TableName   string       `json:"table_name"`
	CatalogName string       `json:"catalog_name"`
	Namespace   []string     `json:"namespace"`
	SchemaName  string       `json:"schema_name"`
	Columns     []columnJSON `json:"columns"`
	CreatedTime string       `json:"created_time"`
	LastAccess  string       `json:"last_access"`
	CreatedBy   string       `json:"created_by"`
	Type        string       `json:"type"`
	ViewText    string       `json:"view_text,omitempty"`
	SchemaMode  string       `json:"view_schema_mode"`
	MadeIn      string       `json:"view_catalog_and_namespace,omitempty"`
	Output      []string     `json:"view_query_output_columns,omitempty"`
	Collation   string       `json:"collation"`
}

type columnJSON struct {
	Name     string   `json:"name"`
	Type     typeJSON `json:"type"`
	Nullable bool     `json:"nullable"`
	Comment  string   `json:"comment,omitempty"`
}

// typeJSON is a type as DESCRIBE ... AS JSON writes it; what a kind has not stays empty.
type typeJSON struct {
	Name          string       `json:"name"`
	Collation     string       `json:"collation,omitempty"`
	Precision     *int         `json:"precision,omitempty"`
	Scale         *int         `json:"scale,omitempty"`
	Elem          *typeJSON    `json:"element_type,omitempty"`
	ElemNullable  *bool        `json:"element_nullable,omitempty"`
	Key           *typeJSON    `json:"key_type,omitempty"`
	Value         *typeJSON    `json:"value_type,omitempty"`
	ValueNullable *bool        `json:"value_nullable,omitempty"`
	Fields        []columnJSON `json:"fields,omitempty"`
	StartUnit     string       `json:"start_unit,omitempty"`
	EndUnit       string       `json:"end_unit,omitempty"`
}

// describeJSON answers DESCRIBE EXTENDED view AS JSON. A name that no view has is a variable's, which
// is like the view of a DataFrame.
func (s *Session) describeJSON(name string, v *view, df *DataFrame) *DataFrame {
	out := viewJSON{TableName: name, CatalogName: "system", Namespace: []string{"session"}, SchemaName: "session", LastAccess: "UNKNOWN",
		CreatedBy: "Spark ", Type: "VIEW", SchemaMode: "BINDING", Collation: "UTF8_BINARY"}
	var comments []string
	made := s.nowMicros()
	if v != nil {
		out.TableName, comments, made = v.name, v.comments, v.made
		if v.text != "" {
			out.CreatedBy, out.ViewText, out.MadeIn, out.Output = "Spark 4.3.0", v.text, "spark_catalog.default", v.columns
		}
	}
	out.CreatedTime = time.UnixMicro(made).UTC().Format("2006-01-02T15:04:05Z")
	out.Columns = columnsJSON(df.Schema().Fields)
	for i, c := range comments {
		out.Columns[i].Comment = c
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	fail("SQL", "", e.Encode(out))
	return s.answer([]string{"json_metadata"}, []any{strings.TrimSuffix(b.String(), "\n")})
}

func columnsJSON(fields []data.Field) []columnJSON {
	out := make([]columnJSON, len(fields))
	for i, f := range fields {
		out[i] = columnJSON{Name: f.Name, Type: *typeAsJSON(f.Type), Nullable: f.Nullable}
	}
	return out
}

func typeAsJSON(t *data.Type) *typeJSON {
	out := &typeJSON{}
	switch t.Kind {
	case data.KindString:
		out.Name, out.Collation = "string", "UTF8_BINARY"
		if t.Collation != "" {
			out.Collation = t.Collation
		}
	case data.KindDecimal:
		out.Name, out.Precision, out.Scale = "decimal", &t.Precision, &t.Scale
	case data.KindTimestamp:
		out.Name = "timestamp_ltz"
	case data.KindArray:
		out.Name, out.Elem, out.ElemNullable = "array", typeAsJSON(t.Elem), &t.ElemNull
	case data.KindMap:
		out.Name, out.Key, out.Value, out.ValueNullable = "map", typeAsJSON(t.Key), typeAsJSON(t.Elem), &t.ElemNull
	case data.KindStruct:
		out.Name, out.Fields = "struct", columnsJSON(t.Fields)
	case data.KindDayTimeInterval, data.KindYearMonthInterval:
		words := strings.Fields(strings.ToLower(t.String())) // interval UNIT [to UNIT]
		out.Name, out.StartUnit, out.EndUnit = words[0], words[1], words[len(words)-1]
	default:
		out.Name = strings.ToLower(t.String())
	}
	return out
}
