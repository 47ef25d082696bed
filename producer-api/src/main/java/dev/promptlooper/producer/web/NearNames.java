package dev.promptlooper.producer.web;

import dev.promptlooper.contracts.text.EditDistance;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Finds what somebody may have meant.
public final class NearNames {

    private static final int MOST = 3;

    private NearNames() {}

    /// The nearest known names, best first; empty when nothing is near.
    public static List<String> of(String wrong, Collection<String> known) {
        String text = wrong.toLowerCase(Locale.ROOT);
        int far = Math.max(2, text.length() / 3);
        return known.stream()
                .filter(name -> near(text, name.toLowerCase(Locale.ROOT), far))
                .sorted(Comparator
                        .comparingInt((String name) -> EditDistance.between(text, name.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    /// `; did you mean 'x' or 'y'?`, or nothing.
    public static String hint(String wrong, Collection<String> known) {
        List<String> near = of(wrong, known);
        return near.isEmpty() ? "" : "; did you mean '" + String.join("' or '", near) + "'?";
    }

    private static boolean near(String text, String name, int far) {
        return EditDistance.between(text, name) <= far
                || (text.length() >= 3 && (name.startsWith(text) || text.startsWith(name)));
    }
}
