package dev.promptlooper.scoring.scorer;

import java.util.Collection;
import java.util.Comparator;
import java.util.TreeSet;

/// "Did you mean": the nearest known name for one that is unknown.
final class Suggestion {

    private Suggestion() {}

    static String among(String name, Collection<String> known, String lead) {
        String all = lead + " " + (known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known)));
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .filter(candidate -> distance(name, candidate) <= Math.max(2, name.length() / 3))
                .map(candidate -> "did you mean '" + candidate + "'? " + Character.toUpperCase(all.charAt(0))
                        + all.substring(1))
                .orElse(all);
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
