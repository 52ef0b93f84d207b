package main

import "strings"

// examplesHelp is the part of a command's help that comes first: how it is used.
func examplesHelp(lines ...string) string {
	return "Examples:\n\n    " + strings.Join(lines, "\n    ")
}

// Help shows how a notebook is opened.
func (openCmd) Help() string {
	return examplesHelp("sparkrepl orders.spark.md", "sparkrepl orders.spark.md --at 7", "sparkrepl orders.spark.md --replay clicks.rec", `sparkrepl -e 'fmt.Println(6 * 7)'`)
}

// Help shows how a notebook is run.
func (runCmd) Help() string {
	return examplesHelp("sparkrepl run orders.spark.md", "sparkrepl run orders.spark.md --to 10 --json", "sparkrepl run orders.spark.md --until 'late > 0'", "sparkrepl run orders.spark.md -p day=2024-01-01 -o result.spark.md")
}

// Help shows how a query is asked.
func (sqlCmd) Help() string {
	return examplesHelp(`sparkrepl sql "SELECT 1 + 1"`, `sparkrepl sql "SELECT page, count(*) FROM rows GROUP BY page" --replay clicks.rec`, `sparkrepl sql "SELECT sum(n) FROM rows" --stdin csv --csv < in.csv`)
}

// Help shows how a batch is printed.
func (stepCmd) Help() string {
	return examplesHelp("sparkrepl step clicks.rec --query orders.spark.md --batch 7", "sparkrepl step - --query orders.spark.md --batch 7 --show late,windows --json")
}

// Help shows how tests are run.
func (testCmd) Help() string {
	return examplesHelp("sparkrepl test", "sparkrepl test orders.spark.md late.scenario.yaml", "sparkrepl test --update orders.spark.md")
}

// Help shows how a notebook is exported.
func (exportCmd) Help() string {
	return examplesHelp("sparkrepl export html orders.spark.md", "sparkrepl export md orders.spark.md -o -")
}

// Help shows how recordings are made.
func (recordCmd) Help() string {
	return examplesHelp("sparkrepl record clicks.jsonl --every 15m --by ts -o clicks.rec", "sparkrepl record rate --option rowsPerSecond=100 --max-rows 1000 -o rate.rec", "sparkrepl record json:clicks/ --schema 'ts TIMESTAMP, page STRING' --hash user -o clicks.rec")
}

// Help shows how notebooks are checked.
func (checkCmd) Help() string { return examplesHelp("sparkrepl check *.spark.md") }

// Help shows how notebooks are formatted.
func (fmtCmd) Help() string {
	return examplesHelp("sparkrepl fmt orders.spark.md", "sparkrepl fmt -l *.spark.md")
}

// Help shows how examples are taken.
func (examplesCmd) Help() string {
	return examplesHelp("sparkrepl examples", "sparkrepl examples flights")
}
