package dev.promptlooper.standalone.cli;

import java.io.Console;
import java.util.Map;

/// Whether somebody watches, and how wide the window is.
///
/// @param interactive a person watches: lines may be redrawn and coloured
/// @param colour      ANSI colours are welcome
/// @param width       columns
record Terminal(boolean interactive, boolean colour, int width) {

    private static final int USUAL_WIDTH = 100;

    static Terminal detect(Map<String, String> environment) {
        // Error Prone says that it is never null, its null checker that it may be.
        boolean terminal = java.util.Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        boolean interactive = terminal && !"dumb".equals(environment.get("TERM"))
                && !environment.containsKey("CI");
        String noColour = environment.getOrDefault("NO_COLOR", "");
        int width = USUAL_WIDTH;
        try {
            width = Math.clamp(Integer.parseInt(environment.getOrDefault("COLUMNS", "")), 40, 400);
        } catch (NumberFormatException e) {
            // not told
        }
        // NO_COLOR forbids escape sequences as a whole, so there is nothing to redraw with.
        return new Terminal(interactive && noColour.isEmpty(), interactive && noColour.isEmpty(), width);
    }
}
