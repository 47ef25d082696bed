package dev.promptlooper.scoring.board;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.ModelAnswer;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Score;
import dev.promptlooper.contracts.event.Text;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.kafka.RetryLater;
import dev.promptlooper.scoring.scorer.Scorer;
import dev.promptlooper.scoring.scorer.SweepScorers;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Turns a completed run into a scored one. A failed run has no scores; only the run whose call it was pays.
final class RunScorer {

    private final AnswerTexts texts;

    RunScorer(AnswerTexts texts) {
        this.texts = texts;
    }

    /// @throws RetryLater when the store of large answers does not answer
    RunScored score(RunCompleted completed, String sweepName, SweepScorers scorers, long now) {
        return switch (completed.outcome()) {
            case RunCompleted.Failed failed ->
                new RunScored(RunScored.SCHEMA, completed.run(), completed.configHash(),
                        RunScored.Status.FAILED, null, failed.failure(), failed.message(), List.of(), Usage.NONE, null,
                        0, 0, 0, null, failed.attempts().size(), completed.reserved(), now);
            case RunCompleted.Answered answered -> answered(completed, answered, sweepName, scorers, now);
        };
    }

    private RunScored answered(RunCompleted completed, RunCompleted.Answered answered, String sweepName,
            SweepScorers scorers, long now) {
        ModelAnswer answer = answered.answer();
        boolean paid = answered.source() == AnswerSource.CALL;
        Double cost = answer.costUsd();
        return new RunScored(RunScored.SCHEMA, completed.run(), completed.configHash(), RunScored.Status.DONE,
                answered.source(), null, null, scores(completed, answer, sweepName, scorers), answer.usage(), cost,
                paid && cost != null ? cost : 0, paid ? answer.usage().totalTokens() : 0, paid ? 1 : 0,
                answer.latencyMs(), paid ? answer.attempts().size() : 0, completed.reserved(), now);
    }

    private List<Score> scores(RunCompleted completed, ModelAnswer answer, String sweepName, SweepScorers scorers) {
        Optional<String> text = load(answer.output());
        if (text.isEmpty()) {
            return scorers.unscored("the answer's text is not in the body store any more; run the case again");
        }
        return scorers.score(new Scorer.Input(completed.input().id(), completed.input().vars()),
                new Scorer.Output(text.get(), answer.toolCalls(), answer.finishReason(), answer.usage(),
                        answer.costUsd(), answer.latencyMs()),
                new Scorer.Context(completed.input().expected(), completed.input().metadata(), sweepName,
                        completed.run().candidate(), completed.run().repeat()));
    }

    private Optional<String> load(Text output) {
        if (output instanceof Text.Inline(String value)) {
            return Optional.of(value);
        }
        try {
            return texts.load(output);
        } catch (SQLException e) {
            throw new RetryLater("the body store does not answer: " + e.getMessage(), e);
        }
    }
}
