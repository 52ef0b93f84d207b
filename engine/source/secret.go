package source

import (
	"regexp"
	"strings"
	"sync"
)

// Hidden stands in the place of a secret, in Spark's words.
const Hidden = "*********(redacted)"

// secretName is Spark's spark.redaction.regex, with the words of Kafka and of cloud storage.
var secretName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)secret|password|passphrase|token|access[._-]?key|private[._-]?key|credential|jaas`)
})

// user is the name and password of an address.
var user = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*:/{1,2})[^/@\s:]*:[^/@\s]*@`)

// Masked is the value of an option or a setting as it may be shown or saved: hidden when the name
// says that it is a secret; names and passwords of addresses are hidden in any.
func Masked(name, value string) string {
	if value != "" && secretName().MatchString(name) {
		return Hidden
	}
	return MaskAddresses(value)
}

// MaskAddresses hides the names and passwords of addresses in a text: scheme://user:password@host, also where a
// path lost a slash.
func MaskAddresses(text string) string {
	if !strings.Contains(text, "@") {
		return text
	}
	return user.ReplaceAllString(text, "${1}***@")
}
