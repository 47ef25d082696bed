package dev.promptlooper.projector.projection;

import org.jspecify.annotations.Nullable;

/// Makes text acceptable to PostgreSQL, which stores neither U+0000 nor lone surrogates: both become U+FFFD. Model output
/// contains them now and then, and one such answer must not stop the projection.
final class PostgresText {

    private static final char REPLACEMENT = '\uFFFD';

    private PostgresText() {}

    static @Nullable String clean(@Nullable String text) {
        if (text == null) {
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return repaired(text, i);
            }
        }
        return text;
    }

    /// As [#clean] for JSON text, where U+0000 is spelled as an escape.
    static String cleanJson(String json) {
        String text = java.util.Objects.requireNonNull(clean(json));
        if (!text.contains("\\u")) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
            } else if (text.startsWith("u0000", i + 1)) {
                out.append(REPLACEMENT);
                i += 5;
            } else {
                out.append(c).append(text.charAt(++i));
            }
        }
        return out.toString();
    }

    private static String repaired(String text, int from) {
        StringBuilder out = new StringBuilder(text.length()).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                out.append(c == 0 || Character.isSurrogate(c) ? REPLACEMENT : c);
            }
        }
        return out.toString();
    }
}
