package kernel

// PID is the process of a spawned client.
func PID(c Client) int {
	ch := c.(*child)
	ch.mu.Lock()
	defer ch.mu.Unlock()
	return ch.p.cmd.Process.Pid
}
