package dev.promptlooper.scoring.builtin;

import dev.promptlooper.scoring.scorer.Parameters;
import dev.promptlooper.scoring.scorer.ScoreResult;
import dev.promptlooper.scoring.scorer.Scorer;
import org.jspecify.annotations.Nullable;

/// Counts words: runs of characters that are not white space.
record WordCountScorer(@Nullable Double min, @Nullable Double max, boolean raw) implements Scorer {

    static WordCountScorer of(Parameters parameters) {
        Double min = parameters.number("min");
        Double max = parameters.number("max");
        boolean raw = parameters.flag("raw");
        if (!raw && min == null && max == null) {
            throw new IllegalArgumentException(
                    "one of the parameters 'min', 'max' and 'raw' is needed, for example max: 120");
        }
        if (min != null && max != null && min > max) {
            throw new IllegalArgumentException(
                    "parameter 'min' must not be above 'max', was " + min + " with max " + max);
        }
        return new WordCountScorer(min, max, raw);
    }

    @Override
    public ScoreResult score(Input input, Output output, Context context) {
        int words = count(output.text());
        if (raw) {
            return ScoreResult.of(words, words + " words");
        }
        boolean holds = (min == null || words >= min) && (max == null || words <= max);
        return ScoreResult.verdict(holds, words + " words");
    }

    static int count(String text) {
        int words = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = Character.isWhitespace(c) || Character.isSpaceChar(c);
            if (!space && !inWord) {
                words++;
            }
            inWord = !space;
        }
        return words;
    }
}
