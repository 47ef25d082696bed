package dev.promptlooper.scoring.builtin;

import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.scoring.scorer.ScoreResult;
import dev.promptlooper.scoring.scorer.Scorer;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What scorers are asked with in tests.
final class Runs {

    static final Scorer.Input INPUT = new Scorer.Input("c1", Map.of("question", "?", "answer", "42", "city", "Paris"));

    private Runs() {}

    static Scorer.Output output(String text) {
        return new Scorer.Output(text, null, "stop", new Usage(10, 5, false), 0.002, 1500);
    }

    static Scorer.Context context(@Nullable String expected) {
        return new Scorer.Context(expected, Map.of(), "sweep", new Candidate("id", 0, "p", 0, "e", "m", Map.of()), 0);
    }

    /// @param params names and values in turn
    static Scorer scorer(String type, Object... params) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("type", type);
        for (int i = 0; i < params.length; i += 2) {
            form.put((String) params[i], params[i + 1]);
        }
        return BuiltInScorers.catalog(List.of()).configure(ScorerDefinition.fromFile(form)).scorer();
    }

    static double value(Scorer scorer, String output, @Nullable String expected) {
        try {
            return ((ScoreResult.Scored) scorer.score(INPUT, output(output), context(expected))).value();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static ScoreResult result(Scorer scorer, String output, @Nullable String expected) {
        try {
            return scorer.score(INPUT, output(output), context(expected));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
