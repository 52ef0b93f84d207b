package main

import (
	"os"
	"strconv"
	"strings"
)

// machineMemory is how much memory this process may take at most, in bytes: the machine's, or the
// bound of its control group; 0 where neither can be found.
func machineMemory() int64 { return withinGroup("MemTotal") }

// freeMemory is how much of it no process has taken yet.
func freeMemory() int64 { return withinGroup("MemAvailable") }

// withinGroup is a line of /proc/meminfo, or the bound of the control group where that is less.
func withinGroup(line string) int64 {
	total := int64(0)
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		total = memLine(string(text), line)
	}
	for _, file := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && n > 0 && (total == 0 || n < total) {
			total = n
		}
	}
	return total
}

// memLine reads a line of /proc/meminfo, as in "MemTotal:  24689456 kB", in bytes.
func memLine(text, want string) int64 {
	for line := range strings.Lines(text) {
		name, rest, _ := strings.Cut(line, ":")
		if name != want {
			continue
		}
		fields := strings.Fields(rest)
		if len(fields) == 0 {
			return 0
		}
		n, err := strconv.ParseInt(fields[0], 10, 64)
		if err != nil {
			return 0
		}
		return n << 10
	}
	return 0
}

// stateMemory is the budget of a query's state that the program sets by itself: half of what the
// process may take. bound is the process's own bound in bytes, 0 without one.
func stateMemory(bound int64) int64 {
	most := machineMemory()
	if bound > 0 && (most == 0 || bound < most) {
		most = bound
	}
	return most / 2
}
