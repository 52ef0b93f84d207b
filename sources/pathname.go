package sources

import (
	"fmt"
	"strings"
)

// pathName writes a value as a part of a folder's name, as Hive and Spark do: what a file system or
// a pattern takes otherwise becomes %XX.
func pathName(value string) string {
	if value == "" {
		return nullPartition
	}
	var out strings.Builder
	for _, c := range []byte(value) {
		if c < 0x20 || c == 0x7f || strings.IndexByte(`"#%'*/:=?\{[]^`, c) >= 0 {
			fmt.Fprintf(&out, "%%%02X", c)
			continue
		}
		out.WriteByte(c)
	}
	return out.String()
}
