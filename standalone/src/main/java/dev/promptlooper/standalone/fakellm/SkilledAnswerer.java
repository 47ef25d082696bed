package dev.promptlooper.standalone.fakellm;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;

/// Makes answers up: computes the right one ([Solver]) and errs at a rate that depends on the model (`tiny` < `small` <
/// `medium` < `large`, any other name by its hash), on the question's difficulty, on the temperature (more = more errors) and
/// on the prompt (asked to go step by step: fewer errors, longer answers). Whether one request errs is a function of its
/// bytes and the seed. Thread-safe.
///
/// @param seed seed of the errors
record SkilledAnswerer(long seed) implements Answerer {

    private static final String[] FILLER = {"perhaps", "the", "river", "turns", "where", "old", "stones", "keep",
        "their",
        "quiet", "light", "and", "every", "road", "begins", "again"};

    @Override
    public Answer answer(ChatRequest request) {
        Solver.@Nullable Solution solution = Solver.solve(request.user());
        if (solution == null) {
            return Answer.limited(request, shape(request, filler(request), false));
        }
        boolean stepwise = isStepwise(request);
        boolean errs = Dice.unit(request.hash(), seed, 31) < errorRate(request, solution.steps(), stepwise);
        String said = errs ? wrong(request, solution.answer()) : solution.answer();
        return Answer.limited(request, shape(request, said, stepwise));
    }

    /// Share of wrong answers to requests like this one, 0 to 0.95.
    static double errorRate(ChatRequest request, int steps, boolean stepwise) {
        double base = (1 - ability(request.model())) * (0.4 + 0.35 * steps);
        double prompt = stepwise ? 0.45 : 1;
        double heat = 1 + 0.8 * request.temperature() * request.temperature();
        return Math.min(0.95, 0.004 + base * prompt * heat);
    }

    private static double ability(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        if (name.contains("large")) {
            return 0.96;
        }
        if (name.contains("medium")) {
            return 0.88;
        }
        if (name.contains("small") || name.contains("mini")) {
            return 0.78;
        }
        return name.contains("tiny") ? 0.6 : 0.6 + 0.35 * Dice.unit(Dice.hash(name), 0, 32);
    }

    private static boolean isStepwise(ChatRequest request) {
        String asked = (request.system() + ' ' + request.user()).toLowerCase(Locale.ROOT);
        return asked.contains("step by step") || asked.contains("steps") || asked.contains("reason");
    }

    private String wrong(ChatRequest request, String right) {
        int offset = 1 + (int) (Dice.unit(request.hash(), seed, 33) * 9);
        if (right.chars().allMatch(c -> Character.isDigit(c) || c == '.' || c == '-')) {
            BigDecimal value = new BigDecimal(right);
            return (offset % 2 == 0
                    ? value.add(BigDecimal.valueOf(offset))
                    : value.subtract(BigDecimal.valueOf(offset)))
                    .toPlainString();
        }
        return right.length() > 1 ? right.substring(1) + right.charAt(0) : "?";
    }

    private static String shape(ChatRequest request, String said, boolean stepwise) {
        if (request.body().path("response_format").path("type").asString("").startsWith("json")) {
            return Json.write(Map.of("answer", said));
        }
        return stepwise
                ? "Let me work through this. I take the numbers in the order in which they come, apply what happens to them one "
                        + "after the other, and check the result once more. The answer is " + said
                : said;
    }

    private String filler(ChatRequest request) {
        StringBuilder text = new StringBuilder();
        int words = 6 + (int) (Dice.unit(request.hash(), seed, 34) * 20);
        for (int i = 0; i < words; i++) {
            text.append(i == 0 ? "" : " ")
                    .append(FILLER[(int) (Dice.unit(request.hash(), seed, 100 + i) * FILLER.length)]);
        }
        return text.toString();
    }
}
