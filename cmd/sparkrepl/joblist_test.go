package main

import (
	"fmt"
	"strings"
)

type wholeJob struct {
	name   string
	rows   func(*jobData) int
	answer func(*jobData) []string
	fold   func([]string) []string // of what the batches wrote, oldest first; nil keeps all
}

func clickCount(d *jobData) int { return len(d.clicks) }

var wholeJobs = []wholeJob{
	{"windows", clickCount, func(d *jobData) []string { return countAndSum(d.clicks) }, nil},
	{"sliding", clickCount, func(d *jobData) []string { return pagesOfWindows(d.clicks) }, lastOfKey},
	{"distinct", clickCount, func(d *jobData) []string { return distinctRows(d.clicks) }, nil},
	{"join", func(d *jobData) int { return len(d.shown) + len(d.paid) }, func(d *jobData) []string { return joinedAds(d.shown, d.paid) }, nil},
	{"sessions", func(d *jobData) int { return len(d.visits) }, func(d *jobData) []string { return visitsOf(d.visits) }, nil},
	{"files", func(d *jobData) int { return len(d.small) }, func(d *jobData) []string { return countAndSum(d.small) }, nil},
	{"function", clickCount, func(d *jobData) []string { return scoredRows(d.clicks) }, nil},
	{"fromjson", clickCount, func(d *jobData) []string { return sevens(d.clicks) }, columnSums},
	{"first", func(*jobData) int { return 10 }, func(d *jobData) []string { return countByPage(d.ten) }, nil},
}

// lastOfKey keeps the last line of each first two columns, as update mode means it.
func lastOfKey(lines []string) []string {
	last := map[string]string{}
	for _, l := range lines {
		cut := strings.LastIndexByte(l, ',')
		last[l[:cut]] = l
	}
	var out []string
	for _, l := range last {
		out = append(out, l)
	}
	return out
}

// columnSums adds the lines up.
func columnSums(lines []string) []string {
	n, sum, letters := 0, 0.0, 0
	for _, l := range lines {
		var a, c int
		var b float64
		if _, err := fmt.Sscanf(l, "%d,%g,%d", &a, &b, &c); err != nil {
			return []string{err.Error() + ": " + l}
		}
		n, sum, letters = n+a, sum+b, letters+c
	}
	return []string{csvLine(n, sum, letters)}
}
