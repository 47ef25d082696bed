package dev.promptlooper.scoring.builtin;

import dev.promptlooper.scoring.scorer.ScoreResult;
import dev.promptlooper.scoring.scorer.Scorer;

/// Whether the output is one JSON value and nothing else.
record IsJsonScorer(boolean fenced) implements Scorer {

    @Override
    public ScoreResult score(Input input, Output output, Context context) {
        try {
            JsonText.read(output.text(), fenced);
            return ScoreResult.verdict(true, "JSON");
        } catch (JsonText.NotJson e) {
            return ScoreResult.verdict(false, String.valueOf(e.getMessage()));
        }
    }
}
