package dev.promptlooper.mcp.tool;

import dev.promptlooper.contracts.text.EditDistance;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Guesses what somebody meant by a name that does not exist.
public final class NearNames {

    private NearNames() {}

    /// The nearest names by edit distance or by being a part, the best first; none when nothing is near.
    static List<String> of(String wanted, Collection<String> known, int most) {
        record Near(String name, int distance) {}
        String low = wanted.toLowerCase(Locale.ROOT);
        int farthest = Math.max(1, wanted.length() / 3);
        return known.stream()
                .map(name -> new Near(name, EditDistance.between(low, name.toLowerCase(Locale.ROOT))))
                .filter(near -> near.distance() <= farthest
                        || (low.length() >= 3 && near.name().toLowerCase(Locale.ROOT).contains(low)))
                .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .limit(most)
                .map(Near::name)
                .toList();
    }

    /// `; did you mean 'x'?`, or nothing.
    public static String hint(String wanted, Collection<String> known) {
        List<String> near = of(wanted, known, 1);
        return near.isEmpty() ? "" : "; did you mean " + Untrusted.quoted(near.getFirst()) + "?";
    }
}
