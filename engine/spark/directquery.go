package spark

import (
	"errors"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// Files implements plan.FileCatalog: FROM json.`path` reads files.
func (s *Session) Files(r *operator.Relation) (operator.Node, bool, error) {
	if len(r.Parts) != 2 || s.o.Formats == nil || strings.EqualFold(s.Setting("spark.sql.runSQLOnFiles"), "false") {
		return nil, false, nil
	}
	format, path := r.Parts[0], r.Parts[1]
	k, err := s.o.Formats(format)
	if err != nil || strings.EqualFold(format, "memory") { // no data source in Spark either
		return nil, false, nil
	}
	switch {
	case !k.Direct:
		return nil, true, expr.Errorf("UNSUPPORTED_DATASOURCE_FOR_DIRECT_QUERY", "0A000", r.At,
			"Unsupported data source type for direct query on files: %s", format)
	case path == "":
		return nil, true, expr.Errorf("INVALID_EMPTY_LOCATION", "42K05", r.At, "The location name cannot be empty string, but `` was given.")
	}
	var df *DataFrame
	err = Try(func() error {
		df = s.Read().Format(format).Options(r.Options).Load(path)
		return nil
	})
	if err == nil {
		return df.node, true, nil
	}
	var known *expr.Error
	if errors.As(err, &known) {
		return nil, true, known
	}
	failed := expr.Errorf("FAILED_TO_CREATE_PLAN_FOR_DIRECT_QUERY", "58030", r.At, "Failed to create plan for direct query on files: %s", format)
	failed.Runtime, failed.Hint = true, err.Error()
	return nil, true, failed
}
