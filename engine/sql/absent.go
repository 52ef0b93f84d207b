package sql

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// tableWords begin the statements that need a catalog of tables, each with the way out.
var tableWords = []struct {
	words []string
	hint  string
}{
	{[]string{"CALL"}, ""}, {[]string{"COMMENT", "ON"}, ""}, {[]string{"MSCK"}, ""},
	{[]string{"ADD"}, "Import packages in a Go cell."}, {[]string{"INSERT", "OVERWRITE", "DIRECTORY"}, "Write files with Write().Save()."},
}

// refuseTable refuses the statements of tables in words instead of as a wrong query.
func (p *parser) refuseTable() {
	if p.is("DELETE") && p.peek(1).kind == word {
		p.next()
		p.match("FROM", beginsName)
	}
	for _, w := range tableWords {
		if p.is(w.words...) && (p.peek(1).kind == word || p.peek(1).kind == quoted) {
			p.noTables(strings.Join(w.words, " "), w.hint)
		}
	}
}

func (p *parser) noTables(what, hint string) {
	t := p.cur()
	panic(&expr.Error{At: expr.Span{Start: t.pos, End: t.end}, Hint: hint,
		Message: what + " is not there: a notebook has temporary views, and no tables or scripts."})
}

// hiveWords begin the statements that Spark knows of Hive and does not have.
var hiveWords = []string{"GRANT", "REVOKE", "COMMIT", "ROLLBACK", "EXPORT TABLE", "IMPORT TABLE", "LOCK TABLE", "UNLOCK TABLE", "LOCK DATABASE", "UNLOCK DATABASE",
	"SHOW GRANT", "SHOW ROLE GRANT", "SHOW PRINCIPALS", "SHOW ROLES", "SHOW CURRENT ROLES", "SHOW LOCKS", "SHOW INDEXES", "SHOW COMPACTIONS", "SHOW TRANSACTIONS",
	"CREATE INDEX", "DROP INDEX", "ALTER INDEX", "CREATE ROLE", "DROP ROLE", "START TRANSACTION", "CREATE TEMPORARY MACRO", "DROP TEMPORARY MACRO"}

// refuseHive refuses those in Spark's words; a lenient parser has read the statement.
func (p *parser) refuseHive() *Statement {
	for _, w := range hiveWords {
		if p.is(strings.Fields(w)...) {
			p.skip()
			p.refuse("INVALID_STATEMENT_OR_CLAUSE", "42601", p.span(0), "The statement or clause: %s is not valid.", w)
			return &Statement{}
		}
	}
	return nil
}
