package tui

import (
	"image/color"
	"math"
	"strconv"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// palettes are the 16 colours that terminals come with, as RGB.
var palettes = map[string][16]uint32{
	"xterm":   {0, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff},
	"console": {0, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa, 0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff},
	"windows": {0x0c0c0c, 0xc50f1f, 0x13a10e, 0xc19c00, 0x0037da, 0x881798, 0x3a96dd, 0xcccccc, 0x767676, 0xe74856, 0x16c60c, 0xf9f1a5, 0x3b78ff, 0xb4009e, 0x61d6d6, 0xf2f2f2},
	"macos":   {0, 0x990000, 0x00a600, 0x999900, 0x0000b2, 0xb200b2, 0x00a6b2, 0xbfbfbf, 0x666666, 0xe50000, 0x00d900, 0xe5e500, 0x0000ff, 0xe500e5, 0x00e5e5, 0xe5e5e5},
	"gnome":   {0x171421, 0xc01c28, 0x26a269, 0xa2734c, 0x12488b, 0xa347ba, 0x2aa1b3, 0xd0cfcc, 0x5e5c64, 0xf66151, 0x33d17a, 0xe9ad0c, 0x2a7bde, 0xc061cb, 0x33c7de, 0xffffff},
	"kitty":   {0, 0xcc0403, 0x19cb00, 0xcecb00, 0x0d73cc, 0xcb1ed1, 0x0dcdcd, 0xdddddd, 0x767676, 0xf2201f, 0x23fd00, 0xfffd00, 0x1a8fff, 0xfd28ff, 0x14ffff, 0xffffff},
}

// luminance is WCAG's relative luminance of a colour.
func luminance(rgb uint32) float64 {
	part := func(shift int) float64 {
		x := float64(rgb>>shift&255) / 255
		if x <= 0.03928 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

func contrast(a, b uint32) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// TestThemeContrast holds that every coloured text can be read on white in the light theme, and on black
// in the dark one, in the palettes that terminals come with; and that a light one has no pale text.
func TestThemeContrast(t *testing.T) {
	for _, light := range []bool{true, false} {
		background, least := uint32(0x000000), 4.25 // the red of macOS
		if light {
			background, least = 0xffffff, 4.5
		}
		th := newTheme(false, light)
		for style, look := range th.looks() {
			if light && look.GetFaint() && style != styleRule {
				t.Errorf("light: %s is faint", style)
			}
			n, coloured := paletteIndex(look.GetForeground())
			if !coloured {
				continue
			}
			for name, p := range palettes {
				if c := contrast(p[n], background); c < least {
					t.Errorf("light %v: %s is colour %d, in the palette of %s its contrast is %.1f", light, style, n, name, c)
				}
			}
		}
	}
}

// paletteIndex is the number of one of the terminal's own 16 colours; false where none is set.
func paletteIndex(c color.Color) (int, bool) {
	if _, none := c.(lipgloss.NoColor); none {
		return 0, false
	}
	basic, ok := c.(ansi.BasicColor)
	if !ok {
		panic("a colour that is not one of the terminal's own: " + strconv.Quote(lipgloss.NewStyle().Foreground(c).Render("x")))
	}
	return int(basic), true
}
