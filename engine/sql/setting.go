package sql

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// set reads SET, SET -v, SET key, SET key = value; the value goes to the end of the text.
func (p *parser) set() *Statement {
	first := p.cur()
	p.expect("SET")
	if p.is("-") && p.peek(1).upper == "V" {
		p.at += 2
		return &Statement{Kind: ShowConf, Extended: true}
	}
	if p.isOne("VARIABLE", "VAR") {
		if s, ok := try(p, p.wholeSetVariable); ok {
			return s
		}
	}
	if p.cur().kind == eof || p.is(";") {
		return &Statement{Kind: ShowConf}
	}
	if p.accept("TIME", "ZONE") {
		return &Statement{Kind: SetConf, Name: strings.Split("spark.sql.session.timeZone", "."), Value: p.wholeZone()}
	}
	if p.is("CATALOG") && p.peek(1).kind != eof && p.peek(1).raw != "=" {
		p.next()
		s := &Statement{Kind: UseCatalog}
		p.about(s)
		return s
	}
	start := p.cur().pos.Offset
	for !p.isOne("=", ";") && p.cur().kind != eof {
		p.next()
	}
	key := strings.TrimSpace(p.src[start:p.cur().pos.Offset])
	bare := strings.Trim(key, "`")
	if bare == "" || bare == key && !settingKey.MatchString(key) {
		p.skip()
		p.refuse("INVALID_SET_SYNTAX", "42000", expr.Span{Start: first.pos, End: p.cur().pos.Offset},
			"Expected format is 'SET', 'SET key', or 'SET key=value'. If you want to include special characters in key, or include semicolon in value, please use backquotes, e.g., SET `key`=`value`.")
	}
	if !p.accept("=") {
		return &Statement{Kind: ShowConf, Name: strings.Split(bare, ".")}
	}
	start = p.cur().pos.Offset
	for !p.is(";") && p.cur().kind != eof {
		p.next()
	}
	value := strings.TrimSpace(p.src[start:p.cur().pos.Offset])
	if n := len(value); n > 1 && strings.IndexByte("'\"`", value[0]) >= 0 && value[n-1] == value[0] {
		value = value[1 : n-1]
	}
	return &Statement{Kind: SetConf, Name: strings.Split(bare, "."), Value: value}
}

// wholeSetVariable reads VARIABLE and what stands behind it to the end of the text.
func (p *parser) wholeSetVariable() *Statement {
	p.next()
	s := p.setVariable()
	if p.cur().kind != eof && !p.is(";") {
		p.unexpected()
	}
	return s
}

// reset reads RESET and RESET key; the key goes to the end of the text.
func (p *parser) reset() *Statement {
	p.expect("RESET")
	s := &Statement{Kind: ResetConf}
	start := p.cur().pos.Offset
	p.skip()
	if key := strings.TrimRight(strings.TrimSpace(p.src[start:p.toks[p.at].pos.Offset]), ";"); key != "" {
		bare := strings.Trim(key, "`")
		if bare == key && !settingKey.MatchString(key) {
			p.refuse("INVALID_RESET_COMMAND_FORMAT", "42000", p.span(0), "Expected format is 'RESET' or 'RESET key'. If you want to include special characters in key, please use quotes, e.g., RESET `key`.")
		}
		s.Name = strings.Split(bare, ".")
	}
	return s
}

// refresh reads REFRESH path, REFRESH TABLE name and REFRESH FUNCTION name.
func (p *parser) refresh() *Statement {
	p.expect("REFRESH")
	named := p.isOne("TABLE", "FUNCTION")
	start := p.cur().pos.Offset
	p.skip()
	path := strings.TrimSpace(p.src[start:p.toks[p.at].pos.Offset])
	if n := len(strings.Fields(path)); n > 2 || n == 2 && !named {
		if path[0] != '\'' && path[0] != '"' {
			p.refuse("INVALID_SQL_SYNTAX.INVALID_REFRESH_RESOURCE_PATH", "42000", p.span(0), "Invalid SQL syntax: REFRESH statements cannot contain ' ', '\\n', '\\r', '\\t' inside unquoted resource paths.")
		}
	}
	return &Statement{Kind: Refresh}
}

// settingKey is what a key may be without quotes.
var settingKey = regexp.MustCompile(`^[\w.:-]+$`)

// wholeZone reads what stands behind SET TIME ZONE to the end of the text.
func (p *parser) wholeZone() string {
	t := p.cur()
	zone, ok := try(p, func() string {
		v := p.zoneValue()
		if p.cur().kind != eof && !p.is(";") {
			p.unexpected()
		}
		return v
	})
	if !ok {
		p.skip()
		p.refuse("_LEGACY_ERROR_TEMP_0045", "", expr.Span{Start: t.pos, End: t.end}, "Invalid time zone displacement value.")
	}
	return zone
}

// zoneValue reads what stands behind SET TIME ZONE: a text, LOCAL, or an interval.
func (p *parser) zoneValue() string {
	switch t := p.cur(); {
	case t.kind == text:
		return p.string()
	case p.accept("LOCAL"):
		return "Local"
	case p.is("INTERVAL"):
		from := p.at
		lit, _ := p.primary().(*expr.Literal)
		if lit == nil {
			break
		}
		if lit.Typ.Kind == data.KindDayTimeInterval {
			micros, _ := lit.Value.(int64)
			if seconds := micros / 1e6; micros%1e6 == 0 && seconds >= -18*3600 && seconds <= 18*3600 {
				return offsetText(seconds)
			}
		}
		p.refuse("_LEGACY_ERROR_TEMP_0044", "", p.span(from), "The interval value must be in the range of [-18, +18] hours with second precision.")
	}
	p.unexpected()
	return ""
}

// offsetText writes an offset as a name of a time zone.
func offsetText(seconds int64) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	out := fmt.Sprintf("%c%02d:%02d", sign, seconds/3600, seconds/60%60)
	if s := seconds % 60; s != 0 {
		out += fmt.Sprintf(":%02d", s)
	}
	return out
}
