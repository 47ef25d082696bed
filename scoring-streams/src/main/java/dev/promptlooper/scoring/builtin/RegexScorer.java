package dev.promptlooper.scoring.builtin;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.promptlooper.scoring.scorer.Parameters;
import dev.promptlooper.scoring.scorer.ScoreResult;
import dev.promptlooper.scoring.scorer.Scorer;

/// Looks for a pattern. RE2 never backtracks: time is linear in the text, whatever the pattern.
final class RegexScorer implements Scorer {

    static final int MAX_PATTERN = 1_000;
    private static final int MAX_TEXT = 1_000_000;

    private final Pattern pattern;
    private final boolean full;

    RegexScorer(Parameters parameters) {
        this.pattern = compile(parameters.requiredText("pattern"), parameters.flag("ignore-case"));
        this.full = parameters.flag("full");
    }

    /// @throws IllegalArgumentException when it is not an RE2 pattern
    static Pattern compile(String text, boolean ignoreCase) {
        if (text.length() > MAX_PATTERN) {
            throw new IllegalArgumentException("parameter 'pattern' has " + text.length() + " characters; at most "
                    + MAX_PATTERN + " are taken");
        }
        if (nestedRepeats(text) > MAX_PATTERN) {
            throw new IllegalArgumentException("parameter 'pattern' repeats " + ScoreResult.quote(text)
                    + " too often; counted repetitions may multiply to at most " + MAX_PATTERN);
        }
        try {
            return Pattern.compile(text, (ignoreCase ? Pattern.CASE_INSENSITIVE : 0) | Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("parameter 'pattern' is not an RE2 pattern: " + e.getDescription()
                    + " in " + ScoreResult.quote(text)
                    + "; RE2 has no look-around and no back-references", e);
        }
    }

    /// Counted repetitions are compiled by copying, so `((a{100}){100}){100}` would be a program of a million steps. The
    /// product of all counts in the pattern is an upper bound of that growth.
    private static double nestedRepeats(String text) {
        double product = 1;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
            int close = text.indexOf('}', open);
            if (close > 0 && text.substring(open + 1, close).matches("\\d{1,9}(,\\d{0,9})?")) {
                for (String count : text.substring(open + 1, close).split(",", 2)) {
                    product = Math.max(product, product * (count.isEmpty() ? 1 : Integer.parseInt(count)));
                }
            }
        }
        return product;
    }

    @Override
    public ScoreResult score(Input input, Output output, Context context) {
        String text = output.text();
        boolean cut = text.length() > MAX_TEXT;
        Matcher matcher = pattern.matcher(cut ? text.substring(0, MAX_TEXT) : text);
        boolean holds = full ? matcher.matches() : matcher.find();
        String note = cut ? " (in the first " + MAX_TEXT + " characters)" : "";
        return ScoreResult.verdict(holds,
                holds ? "found " + ScoreResult.quote(matcher.group()) + note : "the pattern is not found" + note);
    }
}
