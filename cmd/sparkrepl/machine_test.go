package main

import "testing"

func TestStateMemory(t *testing.T) {
	if got := memTotal("MemFree: 5 kB\nMemTotal:       24689456 kB\n"); got != 24689456<<10 {
		t.Error(got)
	}
	for _, bad := range []string{"", "MemTotal:", "MemTotal: much kB"} {
		if got := memTotal(bad); got != 0 {
			t.Errorf("%q is %d", bad, got)
		}
	}
	if all := machineMemory(); all > 0 && stateMemory(0) != all/2 {
		t.Errorf("half of %d is %d", all, stateMemory(0))
	}
	if got := stateMemory(1 << 20); got != 1<<19 {
		t.Errorf("half of a bound of 1 MiB is %d", got)
	}
}
