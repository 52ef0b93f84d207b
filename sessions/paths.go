package sessions

import "path/filepath"

// Paths are the directories of the program, by the XDG rules.
type Paths struct{ Config, State, Cache, Runtime string }

const program = "sparkrepl"

// FindPaths finds the directories from the environment (os.Getenv) and the home directory; goos
// is runtime.GOOS. macOS follows the same rules as Linux, because people look there.
func FindPaths(getenv func(string) string, home, goos string) Paths {
	at := func(name string, fallback ...string) string {
		if v := getenv(name); filepath.IsAbs(v) {
			return filepath.Join(v, program)
		}
		return filepath.Join(append(append([]string{home}, fallback...), program)...)
	}
	if goos == "windows" {
		return Paths{
			Config: at("AppData", "AppData", "Roaming"), State: at("LocalAppData", "AppData", "Local"),
			Cache: filepath.Join(at("LocalAppData", "AppData", "Local"), "cache"), Runtime: filepath.Join(at("LocalAppData", "AppData", "Local"), "run"),
		}
	}
	p := Paths{Config: at("XDG_CONFIG_HOME", ".config"), State: at("XDG_STATE_HOME", ".local", "state"), Cache: at("XDG_CACHE_HOME", ".cache")}
	p.Runtime = filepath.Join(p.State, "run")
	if v := getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(v) {
		p.Runtime = filepath.Join(v, program)
	}
	return p
}
