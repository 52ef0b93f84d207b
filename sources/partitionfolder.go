package sources

import (
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// nullPartition is the folder name of a null value.
const nullPartition = "__HIVE_DEFAULT_PARTITION__"

// folder is a folder with files, and the name=value folders that lead to it.
type folder struct {
	path   string
	top    string // where these begin
	values [][2]string
}

// unescaped reads the %XX of a folder's name.
func unescaped(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

// folderOf reads the name=value folders that end at path, up to base: they are those next to the files.
func folderOf(base, path string) folder {
	out := folder{path: path, top: path}
	for out.top != base && len(out.top) > 1 {
		name, value, ok := strings.Cut(filepath.Base(out.top), "=")
		if !ok && len(out.values) > 0 {
			break
		}
		if ok {
			out.values = append(out.values, [2]string{unescaped(name), value})
		}
		out.top = filepath.Dir(out.top)
	}
	if len(out.values) == 0 {
		out.top = path
	}
	slices.Reverse(out.values)
	return out
}

// check refuses a folder without a name or a value.
func (f folder) check() error {
	for _, v := range f.values {
		switch {
		case v[0] == "":
			return partitionError("EMPTY_PARTITION_COLUMN_NAME", "Found an empty partition column name in the path segment '=%s'. "+
				"Each partition directory must have a non-empty column name before the '=' sign (e.g., 'col=value').", v[1])
		case v[1] == "":
			return partitionError("EMPTY_PARTITION_COLUMN_VALUE", "Found an empty partition column value in the path segment '%s='. "+
				"Each partition directory must have a non-empty value after the '=' sign (e.g., 'col=value').", v[0])
		}
	}
	return nil
}

// names are the columns that the folder gives.
func (f folder) names() string {
	out := make([]string, len(f.values))
	for i, v := range f.values {
		out[i] = v[0]
	}
	return strings.Join(out, ", ")
}

func partitionError(condition, format string, args ...any) error {
	return &expr.Error{Condition: condition, SQLState: "KD009", Runtime: true, Message: fmt.Sprintf(format, args...)}
}

// agree refuses folders that begin at several places or do not have the same columns. Those without any
// count for the first rule only, and only where others have some.
func agree(folders []folder, caseSensitive bool) error {
	byNames := map[string][]folder{}
	var lists, tops []string
	for _, f := range folders {
		if err := f.check(); err != nil {
			return err
		}
		if !slices.Contains(tops, f.top) {
			tops = append(tops, f.top)
		}
		names := f.names()
		if len(f.values) == 0 {
			continue
		}
		if !caseSensitive {
			names = strings.ToLower(names)
		}
		if byNames[names] == nil {
			lists = append(lists, names)
		}
		byNames[names] = append(byNames[names], f)
	}
	if len(lists) > 0 && len(tops) > 1 {
		return partitionError("CONFLICTING_DIRECTORY_STRUCTURES", "Conflicting directory structures detected.\nSuspicious paths:\n\tfile:%s\n"+
			"If provided paths are partition directories, please set \"basePath\" in the options of the data source to specify the root directory of the table.\n"+
			"If there are multiple root directories, please load them separately and then union them.", strings.Join(tops, "\n\tfile:"))
	}
	if len(lists) < 2 {
		return repeated(strings.Split(strings.Join(lists, ""), ", "), caseSensitive)
	}
	return conflictingNames(lists, byNames)
}

// repeated refuses columns that come twice.
func repeated(names []string, caseSensitive bool) error {
	seen := map[string]bool{}
	for _, name := range names {
		if !caseSensitive {
			name = strings.ToLower(name)
		}
		if seen[name] {
			return &expr.Error{Condition: "COLUMN_ALREADY_EXISTS", SQLState: "42711", Runtime: true,
				Message: fmt.Sprintf("The column `%s` already exists. Choose another name or rename the existing column.", name)}
		}
		seen[name] = true
	}
	return nil
}

func conflictingNames(lists []string, byNames map[string][]folder) error {
	var said, paths strings.Builder
	for i, names := range lists {
		fmt.Fprintf(&said, "\n\tPartition column name list #%d: %s", i, byNames[names][0].names())
	}
	slices.SortStableFunc(lists, func(a, b string) int { return strings.Count(a, ", ") - strings.Count(b, ", ") })
	for _, names := range lists {
		for _, f := range byNames[names] {
			paths.WriteString("\n\tfile:" + f.path)
		}
	}
	return partitionError("CONFLICTING_PARTITION_COLUMN_NAMES", "Conflicting partition column names detected:\n%s\n\n"+
		"For partitioned table directories, data files should only live in leaf directories.\nAnd directories at the same level should have the same partition column name.\n"+
		"Please check the following directories for unexpected files or inconsistent partition column names:\n%s", said.String(), paths.String())
}
