package kernel

// PID is the process of a spawned client.
func PID(c Client) int {
	ch := c.(*child)
	ch.mu.Lock()
	defer ch.mu.Unlock()
	return ch.p.cmd.Process.Pid
}

// LooksAhead tells, within Options.Batch, whether the batches of a query may be computed while those before are delivered.
func LooksAhead(k *Kernel, query string) bool {
	t, err := k.trackOf(query)
	return err == nil && t.runner.Ahead && !t.q.Calls
}
