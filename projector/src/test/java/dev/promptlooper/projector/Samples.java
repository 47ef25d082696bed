package dev.promptlooper.projector;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.Attempt;
import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.Leaderboard;
import dev.promptlooper.contracts.event.ModelAnswer;
import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.ResponseRecorded;
import dev.promptlooper.contracts.event.Run;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Score;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.event.Text;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.Axis;
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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Records as the other services write them.
public final class Samples {

    public static final long NOON = 1_800_000_000_000L;

    private Samples() {}

    public static SweepDefinition definition(String sweepId, String name, long createdAt) {
        Map<String, Axis> params = new LinkedHashMap<>();
        params.put("temperature", new Axis.Choice(List.of(0, 0.5), Map.of()));
        params.put("max_tokens", new Axis.Fixed(256, Map.of()));
        return new SweepDefinition(1, sweepId, name, null, createdAt,
                List.of(new PromptDefinition("terse", 0, List.of(Map.of("role", "user", "content", "{{question}}")))),
                List.of(new ModelRef("local", "tiny")), params, List.of(), new DatasetRef("cases", 1, 100, null),
                List.of(new ScorerDefinition("equals", "equals", 1, null, false, Map.of()),
                        new ScorerDefinition("word-count", "words", 0.2, null, false, Map.of("max", 20))),
                new Objective("equals", null, null, null), Strategy.GRID, 1, new Budget(5.0, null, null, null), null,
                50,
                CachePolicy.USE);
    }

    public static Candidate candidate(long index) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("temperature", index % 2 == 0 ? 0.0 : 0.5);
        params.put("max_tokens", 256);
        return new Candidate(ConfigHash.sha256("candidate " + index).substring(0, 16), index,
                index % 2 == 0 ? "terse" : "steps", 0, "local", "tiny", params);
    }

    public static String hash(long candidate, long caseIndex) {
        return ConfigHash.sha256("answer " + candidate + " " + caseIndex);
    }

    public static RunScored run(String sweepId, long candidate, long caseIndex, AnswerSource source) {
        double value = (candidate + caseIndex) % 2;
        boolean paid = source == AnswerSource.CALL;
        return new RunScored(1, new Run(sweepId, candidate(candidate), "case-" + caseIndex, caseIndex, 0),
                hash(candidate, caseIndex), RunScored.Status.DONE, source, null, null,
                List.of(new Score("equals", value, value == 1, "expected 4, got \"5\"", null),
                        new Score("words", 7.0, true, null, null)),
                new Usage(20, 10, false), 0.001, paid ? 0.001 : 0, paid ? 30 : 0, paid ? 1 : 0, 100 + caseIndex, 1,
                new Reservation(0.002, 100), NOON + caseIndex);
    }

    public static RunScored failed(String sweepId, long candidate, long caseIndex, FailureClass failure) {
        return new RunScored(1, new Run(sweepId, candidate(candidate), "case-" + caseIndex, caseIndex, 0),
                hash(candidate, caseIndex), RunScored.Status.FAILED, null, failure, "the endpoint answered 503",
                List.of(),
                Usage.NONE, null, 0, 0, 0, null, 3, Reservation.NONE, NOON + caseIndex);
    }

    public static ResponseRecorded response(long candidate, long caseIndex, String output) {
        return response(candidate, caseIndex, Text.of(output));
    }

    public static ResponseRecorded response(long candidate, long caseIndex, Text output) {
        return new ResponseRecorded(1, hash(candidate, caseIndex), "local", "http://127.0.0.1:1/v1", "tiny",
                Json.write(Map.of("model", "tiny", "messages",
                        List.of(Map.of("role", "user", "content", "question " + caseIndex)))),
                new ModelAnswer(output, null, "stop", "tiny-1", new Usage(20, 10, false), 0.001, 100 + caseIndex,
                        List.of(new Attempt(1, NOON, 100, 200, null, null, null)), NOON + caseIndex));
    }

    public static SweepEvent event(String sweepId, long seq, SweepEvent.Kind kind, SweepStatus status, long settled) {
        return event(sweepId, seq, kind, status, settled, List.of());
    }

    public static SweepEvent event(String sweepId, long seq, SweepEvent.Kind kind, SweepStatus status, long settled,
            List<Long> candidates) {
        return new SweepEvent(1, sweepId, seq, NOON + seq * 1_000, kind, status, 1, null, "tester",
                kind.name().toLowerCase(java.util.Locale.ROOT), candidates,
                new SweepEvent.Totals(200L, settled, settled, 0, 0, 0, settled * 0.001, settled * 30, settled, 0, 0));
    }

    public static CandidateStats stats(String sweepId, long candidate, long runs, @Nullable Double score) {
        return new CandidateStats(1, sweepId, candidate(candidate), null, runs, runs, runs, 0, 0, score, 0.01,
                score == null ? null : score - 0.1, score == null ? null : score + 0.1, score, true, null, 0.5,
                Map.of("equals", new CandidateStats.Metric(runs, score, 0.01, null, null)), 0.001, 0.001 * runs,
                new CandidateStats.Latency(120, 100, 200, 250, 300), true, NOON + runs);
    }

    public static Leaderboard leaderboard(String sweepId, long revision, long runs, CandidateStats... top) {
        return new Leaderboard(1, sweepId, revision, NOON + revision, "equals", true, runs, 0, 0, 0.001 * runs,
                top.length,
                List.of(top));
    }
}
