package main

import "testing"

func TestStateMemory(t *testing.T) {
	if got := memLine("MemFree: 5 kB\nMemTotal:       24689456 kB\n", "MemTotal"); got != 24689456<<10 {
		t.Error(got)
	}
	for _, bad := range []string{"", "MemTotal:", "MemTotal: much kB"} {
		if got := memLine(bad, "MemTotal"); got != 0 {
			t.Errorf("%q is %d", bad, got)
		}
	}
	if all := machineMemory(); all > 0 && stateMemory(0) != all/2 {
		t.Errorf("half of %d is %d", all, stateMemory(0))
	}
	if free, all := freeMemory(), machineMemory(); free > all {
		t.Errorf("%d bytes of %d are free", free, all)
	}
	if got := stateMemory(1 << 20); got != 1<<19 {
		t.Errorf("half of a bound of 1 MiB is %d", got)
	}
}
