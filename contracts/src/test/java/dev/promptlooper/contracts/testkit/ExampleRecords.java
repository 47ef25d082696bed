package dev.promptlooper.contracts.testkit;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.Attempt;
import dev.promptlooper.contracts.event.CallFailed;
import dev.promptlooper.contracts.event.CallRequested;
import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.DatasetCase;
import dev.promptlooper.contracts.event.DeadLetter;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.Leaderboard;
import dev.promptlooper.contracts.event.ModelAnswer;
import dev.promptlooper.contracts.event.Purpose;
import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.ResponseRecorded;
import dev.promptlooper.contracts.event.Run;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Score;
import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.event.Text;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.sweep.Axis;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.CachePolicy;
import dev.promptlooper.contracts.sweep.DatasetRef;
import dev.promptlooper.contracts.sweep.Exclusion;
import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.contracts.sweep.Objective;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.contracts.topic.Topic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A small sweep as records: at least one of every type, every variant and every optional field, all about the same run.
public final class ExampleRecords {

    public static final String SWEEP = "01JD8Z6V3W";
    public static final String ENDPOINT_URL = "http://127.0.0.1:11434/v1";
    public static final String BODY = "{\"messages\":[{\"content\":\"What is 6 × 7?\",\"role\":\"user\"}],\"model\":\"llama3.1:8b\",\"temperature\":0.4}";
    public static final String HASH = ConfigHash.of(BODY, ENDPOINT_URL, 0);
    private static final long AT = 1_795_348_800_000L;

    private ExampleRecords() {}

    /// Records by topic, in the order of the catalogue.
    public static Map<Topic<?>, List<?>> all() {
        Map<Topic<?>, List<?>> all = new LinkedHashMap<>();
        all.put(Topic.SWEEP_COMMAND, commands());
        all.put(Topic.SWEEP_DEFINITION, List.of(definition(), bareDefinition()));
        all.put(Topic.SWEEP_EVENT, events());
        all.put(Topic.RUN_REQUESTED, List.of(
                new RunRequested(1, Purpose.SWEEP, run(), HASH, ENDPOINT_URL, BODY, datasetCase(),
                        new Reservation(0.0004, 300), AT, 50, 8, AT),
                new RunRequested(1, Purpose.JUDGE, run(), HASH, ENDPOINT_URL, BODY, bareCase(), Reservation.NONE, null,
                        1, null, AT)));
        all.put(Topic.CALL_REQUESTED,
                List.of(new CallRequested(1, HASH, "local", ENDPOINT_URL, "llama3.1:8b", BODY, SWEEP, 50, 8, 0, 1, AT),
                        new CallRequested(1, HASH, "local", ENDPOINT_URL, "llama3.1:8b", BODY, SWEEP, 50, null, 0, 1,
                                AT)));
        all.put(Topic.CALL_FAILED,
                List.of(new CallFailed(1, HASH, FailureClass.RATE_LIMITED,
                        "429 after 5 attempts; lower the concurrency", 429,
                        List.of(failedAttempt()), AT, 4711L),
                        new CallFailed(1, HASH, FailureClass.CONNECTION, "connection refused", null, List.of(), AT,
                                null)));
        all.put(Topic.RESPONSE, List.of(
                new ResponseRecorded(1, HASH, "local", ENDPOINT_URL, "llama3.1:8b", BODY, answer()),
                new ResponseRecorded(1, HASH, "local", ENDPOINT_URL, "llama3.1:8b", BODY, bareAnswer())));
        all.put(Topic.RUN_COMPLETED, completed());
        all.put(Topic.RUN_SCORED, scored());
        all.put(Topic.CANDIDATE_STATS, List.of(stats(null), bareStats()));
        all.put(Topic.LEADERBOARD,
                List.of(new Leaderboard(1, SWEEP, 7, AT, "numeric-match", true, 200, 3, 40, 0.0412, 2,
                        List.of(stats(1), bareStats()))));
        all.put(Topic.VERDICT, verdicts());
        all.put(Topic.DEAD_LETTER,
                List.of(new DeadLetter(1, "promptlooper-scoring", Topic.RUN_COMPLETED.topicName(), 2, 4711, "a2V5",
                        "bm90IGpzb24=",
                        "undecodable", "not JSON", AT),
                        new DeadLetter(1, "promptlooper-caller", Topic.CALL_REQUESTED.topicName(), 0, 0, null, null,
                                "undecodable",
                                "no value", AT)));
        return all;
    }

    /// The examples of one topic, at least one.
    public static <T> List<T> of(Topic<T> topic) {
        return java.util.Objects.requireNonNull(all().get(topic)).stream().map(topic.type()::cast).toList();
    }

    public static Candidate candidate() {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("temperature", 0.4);
        params.put("max_tokens", 256);
        return new Candidate("0f3a5c7e9b1d2f40", 3, "terse", 2, "local", "llama3.1:8b", params);
    }

    public static Run run() {
        return new Run(SWEEP, candidate(), "case-17", 16, 0);
    }

    public static DatasetCase datasetCase() {
        return new DatasetCase("case-17", 16, Map.of("question", "What is 6 × 7?"), "42",
                Map.of("tags", List.of("arithmetic")));
    }

    public static ModelAnswer answer() {
        return new ModelAnswer(Text.of("42"), "[]", "stop", "llama3.1:8b", new Usage(23, 1, false), 0.00012, 812,
                List.of(failedAttempt(), new Attempt(2, AT + 900, 812, 200, null, null, null)), AT + 1712);
    }

    public static SweepDefinition definition() {
        Map<String, Axis> params = new LinkedHashMap<>();
        params.put("temperature", new Axis.Choice(List.of(0, 0.4, 0.8), Map.of()));
        params.put("top_p", new Axis.FloatRange(0.5, 1, 6, Map.of("temperature", List.of(0.8))));
        params.put("max_tokens", new Axis.Fixed(256, Map.of()));
        return new SweepDefinition(1, SWEEP, "answer-style", "experiment-1", AT,
                List.of(new PromptDefinition("terse", 2,
                        List.of(Map.of("role", "user", "content", "{{question}}")))),
                List.of(new ModelRef("local", "llama3.1:8b")), params,
                List.of(Exclusion.fromFile(Map.of("model", "local/llama3.1:8b", "temperature", List.of(0.8, 1)))),
                new DatasetRef("arithmetic", 1, 500, 200L, ConfigHash.sha256("arithmetic")),
                List.of(new ScorerDefinition("numeric-match", "numeric-match", 1, null, false, Map.of()),
                        new ScorerDefinition("word-count", "short", 0.2, 0.5, true, Map.of("max", 120))),
                new Objective("numeric-match", null, Map.of("cost-per-run-usd", new Objective.Bound(null, 0.002)), 0.0),
                new Strategy("random", Map.of("samples", 24, "seed", 7)), 1, new Budget(5.0, 1_000_000L, 1000L, 30.0),
                8, 50,
                new CachePolicy(false, 60.0));
    }

    private static SweepDefinition bareDefinition() {
        return new SweepDefinition(1, SWEEP, "bare", null, AT,
                List.of(new PromptDefinition("inline", 0, List.of(Map.of("role", "user", "content", "hi")))),
                List.of(new ModelRef("local", "org/model")), Map.of(), List.of(), new DatasetRef("one", 1, 1, null),
                List.of(new ScorerDefinition("equals", "equals", 1, null, false, Map.of())),
                new Objective(null, "latency-ms", null, null), Strategy.GRID, 3, Budget.UNLIMITED, null, 1,
                CachePolicy.USE);
    }

    private static List<SweepCommand> commands() {
        return java.util.stream.Stream.<SweepCommand.Action>of(new SweepCommand.Launch(definition()),
                new SweepCommand.Pause(),
                new SweepCommand.Resume(), new SweepCommand.Cancel(),
                new SweepCommand.Prune(List.of(1L, 2L), "hopeless"),
                new SweepCommand.Prune(List.of(1L), null), new SweepCommand.Unprune(List.of(1L)),
                new SweepCommand.Pin(List.of(0L)), new SweepCommand.Unpin(List.of(0L)),
                new SweepCommand.ChangeBudget(new Budget(10.0, null, null, null)),
                new SweepCommand.ChangeConcurrency(16),
                new SweepCommand.ChangeConcurrency(null), new SweepCommand.ChangePriority(80),
                new SweepCommand.Archive(), new SweepCommand.Unarchive())
                .map(action -> new SweepCommand(1, "cmd-1", SWEEP, 2, "api", AT, action))
                .toList();
    }

    private static List<SweepEvent> events() {
        return java.util.Arrays.stream(SweepEvent.Kind.values())
                .flatMap(kind -> java.util.stream.Stream.of(
                        new SweepEvent(1, SWEEP, 1, AT, kind, SweepStatus.RUNNING, 1, "cmd-1", "api", "launched by api",
                                List.of(3L),
                                new SweepEvent.Totals(4800L, 120, 80, 2, 30, 40, 0.012, 4100, 48, 0.016, 12_000,
                                        9600L)),
                        new SweepEvent(1, SWEEP, 2, AT, kind, SweepStatus.COMPLETED, 1, null, null, "all runs ended",
                                List.of(), SweepEvent.Totals.ZERO,
                                java.util.Arrays.stream(SweepEvent.StepKind.values())
                                        .map(step -> new SweepEvent.Step(step, 3, 5))
                                        .toList())))
                .toList();
    }

    /// Every decision, every stage and every method; the first with all that can be known, the last with nothing.
    private static List<Verdict> verdicts() {
        Verdict.Confidence sure = new Verdict.Confidence(0.96, 0.01, Verdict.Method.MODEL);
        Verdict full = new Verdict(1, SWEEP, 12, AT, Verdict.Stage.RUNNING, "guided", "numeric-match", true,
                List.of("Best so far: terse"), 3L, sure,
                new Verdict.Difference(5, 0.02, -0.01, 0.05, 0.95, 100, Verdict.Method.CONFIDENCE_SEQUENCE),
                new Verdict.Difference(0, 0.11, null, null, 0.95, 1, Verdict.Method.PAIRED_T),
                new Verdict.Savings(430, 412, 1.84, 12_000L, 53.2),
                new Verdict.Dropped(97,
                        List.of(new Verdict.Drop(7, AT, 35, 0.3, 2410.0, "worse than the leader beyond doubt"),
                                new Verdict.Drop(8, AT, 5, null, null, "pruned by api"))),
                new Verdict.Outlook(Verdict.Decision.GOES_ON, "More runs may change the recommendation.",
                        List.of(new Verdict.Gain(100, 0.44, 0.004), new Verdict.Gain(200, null, 0.005))),
                new Verdict.ConstraintStatus(80, 40, true, 0.99, "It meets cost-per-run-usd at most 0.002."),
                List.of(new Verdict.Standing(3, 1, 100, 100, 0.82, 0.75, 0.89, 0.815, 0.79, 0.84, 0.71, true, false),
                        new Verdict.Standing(5, 2, 0, 0, null, null, null, null, null, null, null, true, true)),
                List.of(new Verdict.AxisEffect("temperature", 0.2,
                        List.of(new Verdict.LevelEffect("0.4", 0.03, 0.01, 0.05, 40),
                                new Verdict.LevelEffect("0.8", -0.03, null, null, 40))),
                        new Verdict.AxisEffect("prompt", null, List.of())),
                List.of(new Verdict.Interaction("prompt", "terse", "temperature", "0.4", 0.02, 0.0, 0.04),
                        new Verdict.Interaction("prompt", "terse", "temperature", "0.8", -0.02, null, null)),
                List.of(candidate()));
        List<Verdict> verdicts = new java.util.ArrayList<>(List.of(full));
        for (Verdict.Decision decision : Verdict.Decision.values()) {
            for (Verdict.Method method : Verdict.Method.values()) {
                verdicts.add(new Verdict(1, SWEEP, 13, AT, Verdict.Stage.FINAL, "halving", "weighted-sum", false,
                        List.of("Nothing is scored yet."), null, new Verdict.Confidence(1, 0, method), null, null,
                        new Verdict.Savings(0, 0, 0, null, null), Verdict.Dropped.NONE,
                        new Verdict.Outlook(decision, "So it is.", List.of()), null, List.of(), List.of(), List.of(),
                        List.of()));
            }
        }
        return verdicts;
    }

    private static List<RunCompleted> completed() {
        return List.of(
                new RunCompleted(1, Purpose.SWEEP, run(), HASH, datasetCase(), new Reservation(0.0004, 300),
                        new RunCompleted.Answered(AnswerSource.CALL, answer()), AT),
                new RunCompleted(1, Purpose.SWEEP, run(), HASH, bareCase(), Reservation.NONE,
                        new RunCompleted.Answered(AnswerSource.HIT, bareAnswer()), AT),
                new RunCompleted(1, Purpose.JUDGE, run(), HASH, bareCase(), Reservation.NONE,
                        new RunCompleted.Failed(FailureClass.TIMEOUT, "no answer within 120 s", null,
                                List.of(failedAttempt())),
                        AT),
                new RunCompleted(1, Purpose.SWEEP, run(), HASH, bareCase(), Reservation.NONE,
                        new RunCompleted.Failed(FailureClass.BAD_REQUEST, "unknown model", 404, List.of()), AT));
    }

    private static List<RunScored> scored() {
        return List.of(
                new RunScored(1, run(), HASH, RunScored.Status.DONE, AnswerSource.CALL, null, null,
                        List.of(new Score("numeric-match", 1.0, true, "42 = 42", null),
                                new Score("judge", null, null, null, "the judge's verdict could not be read")),
                        new Usage(23, 1, false), 0.00012, 0.00012, 24, 1, 812L, 2, new Reservation(0.0004, 300), AT),
                new RunScored(1, run(), HASH, RunScored.Status.FAILED, null, FailureClass.TIMEOUT,
                        "no answer within 120 s",
                        List.of(), Usage.NONE, null, 0, 0, 0, null, 5, Reservation.NONE, AT));
    }

    private static CandidateStats stats(@org.jspecify.annotations.Nullable Integer rank) {
        return new CandidateStats(1, SWEEP, candidate(), rank, 100, 98, 98, 2, 20, 0.8125, 0.039, 0.73, 0.88, 0.8125,
                false,
                "cost-per-run-usd 0.0031 is above 0.002", 0.8,
                Map.of("numeric-match", new CandidateStats.Metric(98, 0.8125, 0.039, 0.73, 0.88), "latency-ms",
                        new CandidateStats.Metric(0, null, null, null, null)),
                0.0031, 0.31, new CandidateStats.Latency(812, 790, 1200, 1400, 1512.5), true, AT);
    }

    private static CandidateStats bareStats() {
        return new CandidateStats(1, SWEEP, candidate(), null, 1, 0, 0, 1, 0, null, null, null, null, null, true, null,
                null,
                Map.of(), null, 0, null, false, AT);
    }

    private static DatasetCase bareCase() {
        return new DatasetCase("1", 0, Map.of(), null, Map.of());
    }

    private static ModelAnswer bareAnswer() {
        return new ModelAnswer(new Text.Stored(ConfigHash.sha256("long"), 300_000, "It was a dark and stormy night"),
                null, null,
                null, Usage.NONE, null, 0, List.of(), AT);
    }

    private static Attempt failedAttempt() {
        return new Attempt(1, AT, 30, 429, FailureClass.RATE_LIMITED, "429 Too Many Requests", 800L);
    }
}
