package dev.groovebox.shell.console

/** What a terminal shows of the bytes that were written to it. */
class Screen {
    private final int width
    private final List<String> lines = ['']
    private int row = 0
    private boolean wraps = true

    Screen(int width) {
        this.width = width
    }

    static List<String> of(String written, int width = 80) {
        def screen = new Screen(width)
        screen.write(written)
        screen.lines.reverse().dropWhile { it.empty }.reverse()
    }

    private void write(String written) {
        def rest = written
        while (rest) {
            def control = rest =~ /^\033\[(\?7[lh]|\d*[AJ])/
            if (control.find()) {
                obey(control.group(1))
                rest = rest.substring(control.end())
            } else {
                show(rest[0])
                rest = rest.substring(1)
            }
        }
    }

    private void obey(String control) {
        switch (control) {
            case '?7l': wraps = false; break
            case '?7h': wraps = true; break
            case 'J':
                lines[row] = ''
                while (lines.size() > row + 1) { lines.removeLast() }
                break
            default: row = Math.max(0, row - control[0..-2].toInteger())
        }
    }

    private void show(String character) {
        if (character == '\r') {
            return // whatever comes behind it clears the line
        }
        if (character == '\n' || lines[row].length() == width && wraps) {
            row++
            if (lines.size() == row) { lines << '' }
        }
        if (character != '\n' && lines[row].length() < width) {
            lines[row] += character
        }
    }
}
