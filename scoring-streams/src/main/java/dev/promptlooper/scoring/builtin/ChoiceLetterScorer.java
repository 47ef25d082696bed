package dev.promptlooper.scoring.builtin;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.promptlooper.scoring.scorer.Parameters;
import dev.promptlooper.scoring.scorer.ScoreResult;
import dev.promptlooper.scoring.scorer.Scorer;
import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// Finds the letter that an answer to a multiple-choice question chooses. The first rule that finds one decides:
/// 1. the last `\boxed{C}`;
/// 2. the whole output is the letter, whatever the case and the brackets, stars, quotes or full stop around it;
/// 3. the last "answer is C", "Answer: (C)", "option C" …;
/// 4. the output begins with the letter and `)`, `.`, `:` or a bracket around it: "C) 42", "(C) 42";
/// 5. the last letter in brackets or stars;
/// 6. the last upper-case letter that stands alone and is not the article A or the pronoun I.
record ChoiceLetterScorer(Reference reference, String letters) implements Scorer {

    private static final int MAX_TEXT = 200_000;
    private static final String MARKS = "()[]{}<>*_`\"'“”‘’.,:;!$ \t\r\n";
    private static final String BRACKETS = "([{*_\"'`$";
    private static final Pattern ANSWER = Pattern.compile(
            "(?:answer|choice|option|choose|select|pick)(?:\\s+(?:is|was|would be|should be))?(?:\\s+(?:option|choice|letter))?(?:\\s*[:=]\\s*|\\s+)"
                    + "(?:[(\\[{*_\"'`$]*([A-Za-z])(?:[)\\]}*_\"'`$.,;:!?\\s]|$))",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern LEADING = Pattern
            .compile("^\\s*(?:[*_]*([A-Za-z])[*_]*[).:]|[(\\[][*_]*([A-Za-z])[*_]*[)\\]])");
    private static final Pattern BRACKETED = Pattern
            .compile("\\(([A-Za-z])\\)|\\[([A-Za-z])\\]|\\*\\*\\(?([A-Za-z])\\)?[.:]?\\*\\*");

    static ChoiceLetterScorer of(Parameters parameters) {
        return new ChoiceLetterScorer(Reference.of(parameters), letters(parameters.requiredText("letters")));
    }

    private static String letters(String given) {
        String upper = given.strip().toUpperCase(Locale.ROOT);
        if (upper.matches("[A-Z]-[A-Z]") && upper.charAt(0) < upper.charAt(2)) {
            StringBuilder range = new StringBuilder();
            for (char letter = upper.charAt(0); letter <= upper.charAt(2); letter++) {
                range.append(letter);
            }
            return range.toString();
        }
        if (!upper.matches("[A-Z]{2,26}")) {
            throw new IllegalArgumentException(
                    "parameter 'letters' must be a range such as A-E or letters such as ABCD, was "
                            + ScoreResult.quote(given));
        }
        return upper;
    }

    @Override
    public ScoreResult score(Input input, Output output, Context context) {
        String expected = reference.resolve(input, context);
        if (expected == null) {
            return Reference.MISSING;
        }
        Character wanted = find(expected);
        if (wanted == null) {
            return ScoreResult.unscored("the expected answer " + ScoreResult.quote(expected)
                    + " is none of the letters " + letters + "; set the parameter letters");
        }
        Character chosen = find(output.text());
        if (chosen == null) {
            return ScoreResult.verdict(false, "no choice in " + ScoreResult.quote(output.text()));
        }
        return ScoreResult.verdict(chosen.equals(wanted),
                chosen.equals(wanted) ? "chose " + chosen : "chose " + chosen + ", expected " + wanted);
    }

    /// The letter chosen, upper-case, or null.
    @Nullable
    Character find(String whole) {
        // An answer is at the end; what a very long output begins with does not matter.
        String text = whole.length() > MAX_TEXT ? whole.substring(whole.length() - MAX_TEXT) : whole;
        Character bare = bare(text);
        if (bare != null) {
            return choice(bare);
        }
        String boxed = LatexBox.last(text);
        Character found = boxed == null ? null : bare(boxed.replace("\\text", "").replace("\\mathrm", ""));
        if (found == null || choice(found) == null) {
            found = last(ANSWER, text);
        }
        if (found == null) {
            Matcher leading = LEADING.matcher(text);
            found = leading.find() ? choice(text.charAt(letterAt(leading))) : null;
        }
        if (found == null) {
            found = last(BRACKETED, text);
        }
        return found == null ? lastAlone(text) : choice(found);
    }

    /// The only letter or digit of a text that has nothing but marks besides it, or null.
    private static @Nullable Character bare(String text) {
        Character only = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (MARKS.indexOf(c) < 0) {
                if (only != null || !isLetter(c)) {
                    return null;
                }
                only = c;
            }
        }
        return only;
    }

    private @Nullable Character last(Pattern pattern, String text) {
        Character found = null;
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            int at = letterAt(matcher);
            char letter = text.charAt(at);
            // "the answer is a …": without a bracket or a star before it only a capital that is no word counts
            boolean bracketed = at > 0 && BRACKETS.indexOf(text.charAt(at - 1)) >= 0;
            if (bracketed || (Character.isUpperCase(letter) && !isWord(text, at + 1, letter))) {
                Character choice = choice(letter);
                found = choice == null ? found : choice;
            }
        }
        return found;
    }

    private @Nullable Character lastAlone(String text) {
        for (int i = text.length() - 1; i >= 0; i--) {
            char letter = text.charAt(i);
            if (letter >= 'A' && letter <= 'Z' && (i == 0 || !joins(text.charAt(i - 1)))
                    && (i + 1 == text.length() || !joins(text.charAt(i + 1))) && !isWord(text, i + 1, letter)
                    && choice(letter) != null) {
                return letter;
            }
        }
        return null;
    }

    private static boolean joins(char neighbour) {
        return Character.isLetterOrDigit(neighbour) || neighbour == '\'' || neighbour == '’';
    }

    /// "A man", "I think": the letter is a word of the sentence.
    private static boolean isWord(String text, int after, char letter) {
        return (letter == 'A' || letter == 'I') && after + 1 < text.length() && text.charAt(after) == ' '
                && Character.isLetter(text.charAt(after + 1));
    }

    private @Nullable Character choice(char letter) {
        char upper = Character.toUpperCase(letter);
        return letters.indexOf(upper) >= 0 ? (Character) upper : null;
    }

    private static int letterAt(Matcher matcher) {
        for (int i = 1; i <= matcher.groupCount(); i++) {
            if (matcher.start(i) >= 0) {
                return matcher.start(i);
            }
        }
        throw new IllegalStateException("every alternative has a group");
    }

    private static boolean isLetter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
}
