package dev.promptlooper.scoring.scorer;

import dev.promptlooper.contracts.text.EditDistance;

import java.util.Collection;
import java.util.Comparator;
import java.util.TreeSet;

/// "Did you mean": the nearest known name for one that is unknown.
final class Suggestion {

    private Suggestion() {}

    static String among(String name, Collection<String> known, String lead) {
        String all = lead + " " + (known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known)));
        return known.stream()
                .min(Comparator.comparingInt(candidate -> EditDistance.between(name, candidate)))
                .filter(candidate -> EditDistance.between(name, candidate) <= Math.max(2, name.length() / 3))
                .map(candidate -> "did you mean '" + candidate + "'? " + Character.toUpperCase(all.charAt(0))
                        + all.substring(1))
                .orElse(all);
    }
}
