package dev.promptlooper.scoring.builtin;

import org.jspecify.annotations.Nullable;

/// Content of the last complete LaTeX `\boxed{…}`.
final class LatexBox {

    private static final String OPEN = "\\boxed{";

    private LatexBox() {}

    /// The content, or null when there is no complete box.
    static @Nullable String last(String text) {
        int open = text.lastIndexOf(OPEN);
        if (open < 0) {
            return null;
        }
        int depth = 1;
        for (int i = open + OPEN.length(); i < text.length(); i++) {
            if (text.charAt(i) == '{') {
                depth++;
            } else if (text.charAt(i) == '}' && --depth == 0) {
                return text.substring(open + OPEN.length(), i);
            }
        }
        return null;
    }
}
