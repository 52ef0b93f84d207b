package main

import (
	"bufio"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// The rows of the whole jobs. Event time is the clock at a row's arrival less a delay below the
// watermark's ten seconds, so no row is late however the files cut the batches and a plain count
// over all rows is the right answer. The last row of each set lies in the year 2099 and closes
// every window before it.

type click struct {
	ts     int64 // milliseconds
	user   int64
	page   string
	ms     int32
	amount float64
}

type impression struct{ ad, ts int64 }

type paid struct {
	ad, ts int64
	cost   float64
}

type jobData struct {
	clicks, small, visits, ten []click
	shown                      []impression
	paid                       []paid
}

const (
	firstMilli   = int64(1_767_225_600_000) // 2026-01-01
	closingMilli = int64(4_102_358_400_000) // 2099-12-31
)

// makeClicks spreads n rows over a span, two in a hundred up to eight seconds old.
func makeClicks(r *rand.Rand, n, users int, span time.Duration) []click {
	out := make([]click, n+1)
	often := rand.NewZipf(r, 1.1, 1, uint64(users-1))
	for i := range n {
		ts := firstMilli + int64(i)*span.Milliseconds()/int64(n)
		if r.Intn(50) == 0 {
			ts -= r.Int63n(8000)
		}
		out[i] = click{ts, int64(often.Uint64()), fmt.Sprintf("page-%d", r.Intn(50)), int32(r.Intn(500)), float64(r.Intn(400)) / 4}
	}
	out[n] = click{ts: closingMilli, page: "end"}
	return out
}

// makeAds shows n ads, one every 20 ms; a third are clicked within two minutes.
func makeAds(r *rand.Rand, n int) (ads []impression, clicked []paid) {
	for i := range n {
		ts := firstMilli + int64(i)*20
		ads = append(ads, impression{int64(i), ts - r.Int63n(8000)})
		if back := i - r.Intn(6000); back >= 0 && r.Intn(3) == 0 {
			clicked = append(clicked, paid{int64(back), ts, float64(r.Intn(40)) / 4})
		}
	}
	return append(ads, impression{-1, closingMilli}), append(clicked, paid{-2, closingMilli, 0})
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// writeRows cuts rows into so many files of JSON lines whose times of change rise.
func writeRows[R any](dir string, files int, rows []R, line func(*bufio.Writer, R)) {
	must(os.MkdirAll(dir, 0o755))
	for i := range files {
		name := filepath.Join(dir, fmt.Sprintf("part-%05d.json", i))
		f, err := os.Create(name)
		must(err)
		w := bufio.NewWriter(f)
		for _, r := range rows[len(rows)*i/files : len(rows)*(i+1)/files] {
			line(w, r)
		}
		must(w.Flush())
		must(f.Close())
		at := time.UnixMilli(firstMilli).Add(time.Duration(i) * time.Second)
		must(os.Chtimes(name, at, at))
	}
}

func milliText(ts int64) string {
	return time.UnixMilli(ts).UTC().Format("2006-01-02T15:04:05.000Z")
}

// makeJobData writes the sets below dir and returns their rows.
func makeJobData(dir string, rows, files, smallFiles int) *jobData {
	r := rand.New(rand.NewSource(1))
	span := 10 * time.Minute
	d := &jobData{
		clicks: makeClicks(r, rows, 10_000, span), small: makeClicks(r, rows/10, 1000, span),
		visits: makeClicks(r, rows/4, 1000, time.Hour), ten: makeClicks(r, 9, 5, time.Minute),
	}
	d.shown, d.paid = makeAds(r, rows/4)
	line := func(w *bufio.Writer, c click) {
		fmt.Fprintf(w, "{\"ts\":%q,\"user\":%d,\"page\":%q,\"ms\":%d,\"amount\":%v}\n", milliText(c.ts), c.user, c.page, c.ms, c.amount)
	}
	writeRows(filepath.Join(dir, "clicks"), files, d.clicks, line)
	writeRows(filepath.Join(dir, "small"), smallFiles, d.small, line)
	writeRows(filepath.Join(dir, "visits"), files, d.visits, line)
	writeRows(filepath.Join(dir, "ten"), 1, d.ten, line)
	writeRows(filepath.Join(dir, "impressions"), files, d.shown, func(w *bufio.Writer, s impression) {
		fmt.Fprintf(w, "{\"ad\":%d,\"ts\":%q}\n", s.ad, milliText(s.ts))
	})
	writeRows(filepath.Join(dir, "adclicks"), files, d.paid, func(w *bufio.Writer, p paid) {
		fmt.Fprintf(w, "{\"cad\":%d,\"cts\":%q,\"cost\":%v}\n", p.ad, milliText(p.ts), p.cost)
	})
	return d
}

// jobDataMain is a program of its own, so that its memory is not counted as a job's:
// jobdata DIR ROWS FILES prints how many rows each job reads.
func jobDataMain() {
	rows, err := strconv.Atoi(os.Args[2])
	must(err)
	files, err := strconv.Atoi(os.Args[3])
	must(err)
	d := makeJobData(os.Args[1], rows, files, 10*files)
	for _, j := range wholeJobs {
		fmt.Println(j.name, j.rows(d))
	}
}
