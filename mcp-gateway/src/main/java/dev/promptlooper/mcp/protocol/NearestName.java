package dev.promptlooper.mcp.protocol;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// What somebody meant who wrote a name that is not there: the one with the fewest edits (Levenshtein), if they are few.
final class NearestName {

    private NearestName() {}

    static Optional<String> of(String given, Collection<String> names) {
        if (given.length() > 64) {
            return Optional.empty();
        }
        int most = Math.max(2, given.length() / 3);
        return names.stream()
                .min(Comparator.comparingInt((String name) -> edits(given, name)).thenComparing(name -> name))
                .filter(name -> edits(given, name) <= most);
    }

    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
