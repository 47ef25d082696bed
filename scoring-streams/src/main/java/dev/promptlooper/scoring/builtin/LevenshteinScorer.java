package dev.promptlooper.scoring.builtin;

import dev.promptlooper.scoring.scorer.Parameters;
import dev.promptlooper.scoring.scorer.ScoreResult;
import dev.promptlooper.scoring.scorer.Scorer;

import java.util.Arrays;

/// Similarity of two texts: 1 − edits / length of the longer one, in code points. Two empty texts are equal (1).
record LevenshteinScorer(Reference reference, TextOptions options, int maxLength) implements Scorer {

    private static final int LIMIT = 10_000;

    static LevenshteinScorer of(Parameters parameters) {
        double maxLength = parameters.requiredNumber("max-length");
        if (maxLength < 1 || maxLength > LIMIT) {
            throw new IllegalArgumentException(
                    "parameter 'max-length' must be from 1 to " + LIMIT + ", was " + maxLength
                            + "; the work grows with its square");
        }
        return new LevenshteinScorer(Reference.of(parameters), TextOptions.of(parameters), (int) maxLength);
    }

    @Override
    public ScoreResult score(Input input, Output output, Context context) {
        String expected = reference.resolve(input, context);
        if (expected == null) {
            return Reference.MISSING;
        }
        int[] a = codePoints(options.apply(output.text()));
        int[] b = codePoints(options.apply(expected));
        int longer = Math.max(a.length, b.length);
        int edits = distance(a, b);
        String cut = longer == maxLength ? " (first " + maxLength + " characters)" : "";
        return ScoreResult.of(longer == 0 ? 1 : 1 - (double) edits / longer,
                edits + " edits in " + longer + " characters" + cut);
    }

    private int[] codePoints(String text) {
        return text.codePoints().limit(maxLength).toArray();
    }

    /// Edit distance with two rows, after what both have in common at the ends is taken off.
    static int distance(int[] a, int[] b) {
        int start = 0;
        int endA = a.length;
        int endB = b.length;
        while (start < endA && start < endB && a[start] == b[start]) {
            start++;
        }
        while (endA > start && endB > start && a[endA - 1] == b[endB - 1]) {
            endA--;
            endB--;
        }
        int[] shorter = endA - start <= endB - start
                ? Arrays.copyOfRange(a, start, endA)
                : Arrays.copyOfRange(b, start, endB);
        int[] longer = endA - start <= endB - start
                ? Arrays.copyOfRange(b, start, endB)
                : Arrays.copyOfRange(a, start, endA);
        int[] previous = new int[shorter.length + 1];
        int[] current = new int[shorter.length + 1];
        for (int j = 0; j <= shorter.length; j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= longer.length; i++) {
            current[0] = i;
            int symbol = longer[i - 1];
            for (int j = 1; j <= shorter.length; j++) {
                int substituted = previous[j - 1] + (shorter[j - 1] == symbol ? 0 : 1);
                current[j] = Math.min(substituted, Math.min(previous[j], current[j - 1]) + 1);
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[shorter.length];
    }
}
