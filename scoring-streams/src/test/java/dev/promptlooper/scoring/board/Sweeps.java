package dev.promptlooper.scoring.board;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.Attempt;
import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.DatasetCase;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.ModelAnswer;
import dev.promptlooper.contracts.event.Purpose;
import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.Run;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.Text;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.CachePolicy;
import dev.promptlooper.contracts.sweep.DatasetRef;
import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.contracts.sweep.Objective;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// Records of a made-up sweep.
final class Sweeps {

    static final Objective MAXIMISE_EQUALS = new Objective("equals", null, null, null);

    private Sweeps() {}

    static SweepDefinition definition(String sweepId, Objective objective, ScorerDefinition... scorers) {
        return new SweepDefinition(1, sweepId, "a sweep", null, 1,
                List.of(new PromptDefinition("p", 0, List.of(Map.of("role", "user", "content", "{{question}}")))),
                List.of(new ModelRef("local", "m")), Map.of(), List.of(), new DatasetRef("d", 1, 100, null),
                List.of(scorers), objective, Strategy.GRID, 1, Budget.UNLIMITED, null, 50, CachePolicy.USE);
    }

    static SweepDefinition definition(String sweepId) {
        return definition(sweepId, MAXIMISE_EQUALS, scorer(Map.of("type", "equals")));
    }

    static ScorerDefinition scorer(Map<String, Object> form) {
        return ScorerDefinition.fromFile(form);
    }

    static Candidate candidate(long index) {
        return new Candidate("%016x".formatted(index), index, "p", 0, "local", "m",
                Map.of("temperature", index / 10.0));
    }

    static Run run(String sweepId, long candidate, long caseIndex, int repeat) {
        return new Run(sweepId, candidate(candidate), "c" + caseIndex, caseIndex, repeat);
    }

    static RunCompleted answered(Run run, String output, @Nullable Double cost, long latencyMs, AnswerSource source) {
        ModelAnswer answer = new ModelAnswer(Text.of(output), null, "stop", "m", new Usage(10, 5, false), cost,
                latencyMs, List.of(new Attempt(1, 1, latencyMs, 200, null, null, null)), 2);
        return completed(run, new RunCompleted.Answered(source, answer));
    }

    static RunCompleted answered(Run run, String output) {
        return answered(run, output, 0.001, 100, AnswerSource.CALL);
    }

    static RunCompleted failed(Run run) {
        return completed(run,
                new RunCompleted.Failed(FailureClass.TIMEOUT, "no answer within 60 s", null, List.of()));
    }

    static RunCompleted completed(Run run, RunCompleted.Outcome outcome) {
        return new RunCompleted(1, Purpose.SWEEP, run, "hash-" + run.id(),
                new DatasetCase(run.caseId(), run.caseIndex(), Map.of("question", "?"), "yes", Map.of()),
                Reservation.NONE, outcome, 3);
    }
}
