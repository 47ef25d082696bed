package dev.promptlooper.scoring.builtin;

import org.jspecify.annotations.Nullable;

/// Words of libraries, made fit for a reason.
final class ScoreResultText {

    private ScoreResultText() {}

    static String firstLine(@Nullable String message) {
        String text = String.valueOf(message);
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
