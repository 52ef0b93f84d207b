//go:build race

package kernel_test

// raceDetector tells that the test runs under the race detector.
const raceDetector = true
