package main

import (
	"context"
	"errors"
	"time"

	"github.com/sparkrepl/sparkrepl/repl/script"
)

type recordCmd struct {
	Source    string            `arg:"" help:"A .jsonl, .csv, .txt, .avro or .parquet file to import, a .rec, whose batches stay, the folder of an unpacked one, or FORMAT[:PATH] of a source, as in rate or json:clicks/; json:- and csv:- import standard input, stdin takes its lines as they come."`
	Option    map[string]string `mapsep:"none" help:"Option of the source; repeat for more." placeholder:"KEY=VALUE"`
	Schema    string            `help:"Columns, as in \"ts TIMESTAMP, n INT\"; inferred for imports." placeholder:"DDL"`
	Every     time.Duration     `help:"Import: a batch for each stretch of --by." placeholder:"DURATION"`
	By        string            `help:"Import: the TIMESTAMP column that --every cuts." placeholder:"COLUMN"`
	BatchRows int               `name:"rows" help:"Import: rows of a batch." placeholder:"N"`
	MaxRows   int64             `help:"Stop after so many rows." placeholder:"N"`
	MaxTime   time.Duration     `help:"Stop after this time." placeholder:"DURATION"`
	MaxSize   int64             `help:"Stop when the file has so many bytes." placeholder:"BYTES"`
	Drop      []string          `help:"Leave this column out." placeholder:"COLUMN"`
	Hash      []string          `help:"Write a hash in place of this column's values." placeholder:"COLUMN"`
	Sample    int64             `help:"Keep one row of N." placeholder:"N"`
	Unpack    bool              `help:"Write a .rec as a folder, -o DIR: recording.json and a file of JSON lines a batch, fit for version control. record DIR makes a .rec of it again."`
}

// Run records a source or imports a file.
func (o *recordCmd) Run(ctx context.Context, c *Common) error {
	if c.Output == "" || c.Output == "-" {
		return usageOf("record", errors.New("record needs -o FILE: the recording that is written, or with --unpack the folder"))
	}
	r := script.Record{Streams: c.streams(), Source: o.Source, Output: c.Output, Options: o.Option, Schema: o.Schema, Every: o.Every, By: o.By, Rows: o.BatchRows,
		MaxRows: o.MaxRows, MaxTime: o.MaxTime, MaxSize: o.MaxSize, Drop: o.Drop, Hash: o.Hash, Sample: o.Sample, Unpack: o.Unpack, Force: c.Force, DryRun: c.DryRun, Zone: c.TZ, Now: time.Now}
	return r.Do(ctx)
}
