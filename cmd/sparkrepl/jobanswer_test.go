package main

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
)

// What the whole jobs must give, computed plainly over all rows. A line is a row in the form of
// the CSV sink; rows of the closing row's windows are in no answer.

// cell writes a value as the CSV sink does.
func cell(v any) string {
	if f, ok := v.(float64); ok {
		s := strconv.FormatFloat(f, 'f', -1, 64)
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		return s
	}
	return fmt.Sprint(v)
}

func csvLine(values ...any) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = cell(v)
	}
	return strings.Join(parts, ",")
}

func countAndSum(rows []click) (out []string) {
	type key struct{ start, user int64 }
	n, sum := map[key]int64{}, map[key]float64{}
	for _, c := range rows {
		k := key{c.ts - c.ts%10_000, c.user}
		n[k]++
		sum[k] += c.amount
	}
	for k, v := range n {
		if k.start < closingMilli-60_000 {
			out = append(out, csvLine(k.start, k.user, v, sum[k]))
		}
	}
	return out
}

func pagesOfWindows(rows []click) (out []string) {
	type key struct {
		start int64
		page  string
	}
	n := map[key]int64{}
	for _, c := range rows {
		for start := c.ts - c.ts%10_000; start > c.ts-30_000; start -= 10_000 {
			n[key{start, c.page}]++
		}
	}
	for k, v := range n {
		out = append(out, csvLine(k.start, k.page, v))
	}
	return out
}

func distinctRows(rows []click) (out []string) {
	type key struct{ user, ts int64 }
	seen := map[key]bool{}
	for _, c := range rows {
		if k := (key{c.user, c.ts}); !seen[k] {
			seen[k] = true
			out = append(out, csvLine(c.user, c.ts))
		}
	}
	return out
}

func joinedAds(ads []impression, clicked []paid) (out []string) {
	at := map[int64]int64{}
	for _, s := range ads {
		at[s.ad] = s.ts
	}
	for _, p := range clicked {
		if ts, ok := at[p.ad]; ok && p.ts >= ts && p.ts <= ts+60_000 {
			out = append(out, csvLine(p.ad, ts, p.ts, p.cost))
		}
	}
	return out
}

func visitsOf(rows []click) (out []string) {
	times := map[int64][]int64{}
	for _, c := range rows {
		if c.ts < closingMilli {
			times[c.user] = append(times[c.user], c.ts)
		}
	}
	for user, list := range times {
		sort.Slice(list, func(i, j int) bool { return list[i] < list[j] })
		start, last, n := list[0], list[0], 0
		for _, ts := range append(list, closingMilli) {
			if ts >= last+30_000 {
				out = append(out, csvLine(start, last+30_000, user, n))
				start, n = ts, 0
			}
			last = ts
			n++
		}
	}
	return out
}

func scoredRows(rows []click) (out []string) {
	for _, c := range rows {
		if c.ms%7 < 2 && c.amount > 10 {
			score := c.amount + float64(c.ms)
			if c.ms > 100 {
				score = c.amount*2 - float64(c.ms)*0.25
			}
			out = append(out, csvLine(c.ts, c.user, score))
		}
	}
	return out
}

func sevens(rows []click) []string {
	n, sum, letters := 0, 0.0, 0
	for _, c := range rows {
		if c.ms > 100 && strings.HasSuffix(c.page, "7") {
			n, sum, letters = n+1, sum+c.amount*2, letters+len(c.page)
		}
	}
	return []string{csvLine(n, sum, letters)}
}

func countByPage(rows []click) (out []string) {
	n, sum := map[string]int64{}, map[string]float64{}
	for _, c := range rows {
		n[c.page]++
		sum[c.page] += c.amount
	}
	for p, v := range n {
		out = append(out, csvLine(p, v, sum[p]))
	}
	return out
}
