package dev.promptlooper.scoring.builtin;

import dev.promptlooper.scoring.scorer.Parameters;

import java.util.Locale;

/// What two texts have in common before they are compared.
record TextOptions(boolean trim, boolean ignoreCase, boolean normaliseWhitespace) {

    static TextOptions of(Parameters parameters) {
        return new TextOptions(parameters.flag("trim"), parameters.flag("ignore-case"),
                parameters.flag("normalise-whitespace"));
    }

    String apply(String text) {
        String result = text;
        if (normaliseWhitespace) {
            result = collapse(result);
        }
        if (trim) {
            result = result.strip();
        }
        return ignoreCase ? result.toLowerCase(Locale.ROOT) : result;
    }

    private static String collapse(String text) {
        StringBuilder result = new StringBuilder(text.length());
        boolean inSpace = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = Character.isWhitespace(c) || Character.isSpaceChar(c);
            if (!space) {
                result.append(c);
            } else if (!inSpace) {
                result.append(' ');
            }
            inSpace = space;
        }
        return result.toString();
    }
}
