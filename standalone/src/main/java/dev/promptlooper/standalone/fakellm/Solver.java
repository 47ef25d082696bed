package dev.promptlooper.standalone.fakellm;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the right answer to the kind of question a demo asks: sums (`17 + 4 * 3`, `12 times 9`), comparisons ("which is the
/// largest: 3, 9 or 4"), words ("how many letters has "harbour""), and short stories in which somebody has, buys, gives away
/// or shares. Stateless and thread-safe.
final class Solver {

    private static final String NUMBER = "\\d+(?:\\.\\d+)?";
    private static final String OPERATOR = "\\+|-|\\*|/|×|÷|plus|minus|times|divided by";
    private static final Pattern SUM = Pattern
            .compile("(" + NUMBER + ")((?:\\s*(?:" + OPERATOR + ")\\s*" + NUMBER + ")+)");
    private static final Pattern TERM = Pattern.compile("\\s*(" + OPERATOR + ")\\s*(" + NUMBER + ")");
    private static final Pattern PLAIN = Pattern.compile(NUMBER);
    private static final Pattern QUOTED = Pattern.compile("[\"'“]([\\p{L}]+)[\"'”]");
    private static final Pattern TIMES = Pattern.compile("\\b(each|every|per|times|rows? of|boxes of|bags of)\\b");
    private static final Pattern SHARE = Pattern.compile("\\b(shared?s?|split|splits|equally|divided?s?)\\b");
    private static final Pattern LESS = Pattern
            .compile("\\b(gives?|eats?|loses?|lost|sells?|uses?|spends?|away|breaks?|leaves?|fewer|drops?|pays?)\\b");

    private Solver() {}

    /// @param answer the right answer
    /// @param steps  how hard it is: number of steps, 1 or more
    record Solution(String answer, int steps) {}

    /// The answer, or null when the text is not such a question.
    static @Nullable Solution solve(String text) {
        String question = text.toLowerCase(Locale.ROOT);
        Solution word = word(text, question);
        if (word != null) {
            return word;
        }
        Matcher sum = SUM.matcher(question);
        if (sum.find()) {
            return sum(sum.group(1), sum.group(2));
        }
        List<BigDecimal> numbers = PLAIN.matcher(question).results().map(hit -> new BigDecimal(hit.group())).toList();
        if (numbers.size() < 2) {
            return null;
        }
        if (question.contains("largest") || question.contains("biggest")) {
            return new Solution(plain(numbers.stream().max(BigDecimal::compareTo).orElseThrow()), 1);
        }
        if (question.contains("smallest")) {
            return new Solution(plain(numbers.stream().min(BigDecimal::compareTo).orElseThrow()), 1);
        }
        return story(question);
    }

    private static @Nullable Solution word(String text, String question) {
        Matcher quoted = QUOTED.matcher(text);
        if (!quoted.find()) {
            return null;
        }
        String word = quoted.group(1);
        if (question.contains("how many letters")) {
            return new Solution(String.valueOf(word.length()), 2);
        }
        if (question.contains("backwards") || question.contains("reverse")) {
            return new Solution(new StringBuilder(word).reverse().toString(), 3);
        }
        if (question.contains("first letter")) {
            return new Solution(word.substring(0, 1), 1);
        }
        if (question.contains("last letter")) {
            return new Solution(word.substring(word.length() - 1), 1);
        }
        return null;
    }

    private static @Nullable Solution sum(String first, String rest) {
        Deque<BigDecimal> terms = new ArrayDeque<>(List.of(new BigDecimal(first)));
        Matcher term = TERM.matcher(rest);
        int steps = 0;
        while (term.find()) {
            steps++;
            BigDecimal value = new BigDecimal(term.group(2));
            switch (term.group(1)) {
                case "+", "plus" -> terms.push(value);
                case "-", "minus" -> terms.push(value.negate());
                case "*", "×", "times" -> terms.push(terms.pop().multiply(value));
                default -> {
                    if (value.signum() == 0) {
                        return null;
                    }
                    terms.push(terms.pop().divide(value, MathContext.DECIMAL32));
                }
            }
        }
        return new Solution(plain(terms.stream().reduce(BigDecimal.ZERO, BigDecimal::add)), steps);
    }

    private static Solution story(String question) {
        BigDecimal total = BigDecimal.ZERO;
        int steps = 0;
        List<String> clauses = new ArrayList<>(List.of(question.split("[.;,?!](?:\\s|$)| and ")));
        for (String clause : clauses) {
            Matcher number = PLAIN.matcher(clause);
            while (number.find()) {
                BigDecimal value = new BigDecimal(number.group());
                boolean first = steps++ == 0;
                if (first) {
                    total = value;
                } else if (SHARE.matcher(clause).find() && value.signum() != 0) {
                    total = total.divide(value, MathContext.DECIMAL32);
                } else if (TIMES.matcher(clause).find()) {
                    total = total.multiply(value);
                } else if (LESS.matcher(clause).find()) {
                    total = total.subtract(value);
                } else {
                    total = total.add(value);
                }
            }
        }
        return new Solution(plain(total), Math.max(1, steps - 1));
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
