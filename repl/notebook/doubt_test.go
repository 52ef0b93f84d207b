package notebook

import (
	"strings"
	"testing"
)

func TestDoubts(t *testing.T) {
	text := "---\nsparkrepl: 1\ntimezon: UTC\n# a note: of mine\nauthor: me\ntimezone: Mars/Base\n---\n# T\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n\n```sql nam=x skip\nSELECT 1\n```\n\n```text frobnicate\nx\n```\n"
	n, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`line 3: there is no option "timezon" in the front matter; did you mean "timezone"?`,
		`line 5: there is no option "author" in the front matter; there are sparkrepl, title, timezone, lesson, replay, rec-digest`,
		`line 6: "Mars/Base" is no time zone; UTC is used`,
		"cell 1, line 2: The cell holds conflict markers of a merge; keep one side and delete the lines that begin with <<<<<<<, ======= and >>>>>>>.",
		`cell 2: there is no option "nam"; did you mean "name"?`,
	}
	if got := n.Doubts(); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if string(n.Bytes()) != text {
		t.Error("it is not kept as it is written")
	}
}

// TestLessonDoubts holds that the tasks of a lesson are no doubts, and of any other notebook are.
func TestLessonDoubts(t *testing.T) {
	for front, doubts := range map[string]int{"lesson: 1\ntask1: go\ntask12: on\n": 0, "lesson: 1\ntask: go\n": 1, "task1: go\n": 1} {
		n, err := Parse([]byte("---\nsparkrepl: 1\n" + front + "---\n# T\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := n.Doubts(); len(got) != doubts {
			t.Errorf("%q: %q", front, got)
		}
	}
}

func TestVersions(t *testing.T) {
	for version, want := range map[string]string{
		"1": "", "1.7": "", "": "", "2": "format 2 and this sparkrepl knows format 1", "zwei": "Line 3: sparkrepl: zwei is no version", "0": "Line 3: sparkrepl: 0 is no version", "-1": "is no version",
	} {
		n, err := Parse([]byte("---\ntitle: T\nsparkrepl: " + version + "\n---\n"))
		if err != nil {
			t.Fatal(err)
		}
		if want == "" && n.ReadOnly != "" || want != "" && !strings.Contains(n.ReadOnly, want) {
			t.Errorf("version %q: %q, want %q", version, n.ReadOnly, want)
		}
	}
}
