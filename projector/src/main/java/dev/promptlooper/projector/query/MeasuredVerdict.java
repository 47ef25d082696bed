package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.SweepEvent.Totals;
import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.event.Verdict.Confidence;
import dev.promptlooper.contracts.event.Verdict.ConstraintStatus;
import dev.promptlooper.contracts.event.Verdict.Decision;
import dev.promptlooper.contracts.event.Verdict.Difference;
import dev.promptlooper.contracts.event.Verdict.Method;
import dev.promptlooper.contracts.event.Verdict.Outlook;
import dev.promptlooper.contracts.event.Verdict.Savings;
import dev.promptlooper.contracts.event.Verdict.Stage;
import dev.promptlooper.contracts.event.Verdict.Standing;
import dev.promptlooper.contracts.event.VerdictSummary;
import dev.promptlooper.contracts.statistics.Normal;
import dev.promptlooper.contracts.sweep.Metrics;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The verdict of a sweep that does not search: the first of its ranking against everybody else. The probability is a lower
/// bound: one minus the sum over all rivals of the probability that the rival is better by more than epsilon, each from the
/// paired difference where single runs were read, else from the two means as if they were independent.
///
/// @param sweep      the sweep
/// @param definition null while it has not arrived
/// @param top        the first of the ranking, whole
/// @param ranked     all scored candidates, best first; longer than [VerdictQueries#MOST_CANDIDATES] when it was cut
/// @param pairs      candidate → the first of the ranking against it
/// @param runnerUp   the first of the ranking against the second, as comparisons show it; null without a common case
record MeasuredVerdict(SweepView sweep, @Nullable SweepDefinition definition, List<CandidateStats> top,
        List<Rival> ranked, Map<Long, PairedT> pairs, @Nullable Difference runnerUp) {

    // A point of a scorer that gives 0 to 1; money, time and tokens have no such natural step.
    private static final double EPSILON = 0.01;

    /// What a candidate's row says that matters here.
    ///
    /// @param index candidate
    /// @param n     scored runs
    /// @param score mean score
    /// @param error standard error of it, or null
    /// @param feasible whether it meets the constraints
    /// @param cost  mean price of an answer, or null
    record Rival(long index, long n, double score, @Nullable Double error, boolean feasible, @Nullable Double cost) {}

    Verdict verdict() {
        String metric = definition == null ? "score" : definition.objective().metric();
        List<Standing> standings = new ArrayList<>();
        top.forEach(row -> standings.add(new Standing(row.candidate().index(), standings.size() + 1, row.n(),
                row.cases(), row.score(), row.low(), row.high(), null, null, null, null, row.feasible(), false)));
        Verdict verdict = new Verdict(Verdict.SCHEMA, sweep.sweepId(), sweep.leaderboard().revision(),
                Objects.requireNonNullElse(sweep.updatedAt(), sweep.createdAt()),
                sweep.finished() ? Stage.FINAL : Stage.RUNNING,
                definition == null ? "unknown" : definition.strategy().type(), metric, isMaximize(), List.of(),
                ranked.isEmpty() ? null : ranked.getFirst().index(),
                confidence(Metrics.BUILT_IN.contains(metric) ? 0 : EPSILON), runnerUp, null, savings(),
                Verdict.Dropped.NONE, outlook(), constraints(), standings, List.of(), List.of(),
                top.stream().map(CandidateStats::candidate).sorted(BY_INDEX).toList());
        return verdict.withSummary(VerdictSummary.of(verdict));
    }

    private static final Comparator<Candidate> BY_INDEX = Comparator.comparingLong(Candidate::index);

    /// A verdict against a baseline that was named afterwards.
    static Verdict withBaseline(Verdict verdict, @Nullable Difference baseline, Candidate candidate) {
        List<Candidate> candidates = new ArrayList<>(verdict.candidates());
        if (verdict.candidate(candidate.index()) == null) {
            candidates.add(candidate);
            candidates.sort(BY_INDEX);
        }
        return new Verdict(verdict.schema(), verdict.sweepId(), verdict.revision(), verdict.asOf(), verdict.stage(),
                verdict.strategy(), verdict.metric(), verdict.maximize(), verdict.summary(), verdict.recommended(),
                verdict.confidence(), verdict.runnerUp(), baseline, verdict.savings(), verdict.dropped(),
                verdict.outlook(), verdict.constraints(), verdict.top(), verdict.effects(), verdict.interactions(),
                candidates);
    }

    private boolean isMaximize() {
        return definition == null || definition.objective().isMaximize();
    }

    private @Nullable Confidence confidence(double epsilon) {
        if (ranked.isEmpty() || ranked.size() > VerdictQueries.MOST_CANDIDATES) {
            return null;
        }
        Rival leader = ranked.getFirst();
        double doubt = 0;
        for (Rival rival : ranked.subList(1, ranked.size())) {
            // Who breaks a constraint is no rival of one that keeps them.
            if (rival.feasible() == leader.feasible()) {
                PairedT paired = pairs.get(rival.index());
                doubt += paired == null ? unpaired(leader, rival, epsilon) : paired.below(-epsilon);
            }
        }
        return doubt >= 1 ? null : new Confidence(1 - doubt, epsilon, Method.UNION_BOUND);
    }

    private double unpaired(Rival leader, Rival rival, double epsilon) {
        if (leader.error() == null || rival.error() == null) {
            return 1;
        }
        double lead = (leader.score() - rival.score()) * (isMaximize() ? 1 : -1);
        double error = Math.hypot(leader.error(), rival.error());
        return error == 0 ? (lead < -epsilon ? 1 : 0) : Normal.cdf((-epsilon - lead) / error);
    }

    private Savings savings() {
        double answers = 0;
        double dollars = 0;
        for (Rival row : ranked) {
            if (row.cost() != null) {
                answers += row.n();
                dollars += row.n() * row.cost();
            }
        }
        Totals totals = sweep.totals();
        Long planned = totals.planned();
        return new Savings(totals.settled(), totals.spentCalls(), totals.spentUsd(), planned,
                planned == null || answers == 0 ? null : (Double) (planned * dollars / answers));
    }

    private Outlook outlook() {
        String message = sweep.message() == null ? "" : ": " + sweep.message();
        return switch (sweep.status()) {
            case PENDING, RUNNING, DRAINING -> new Outlook(Decision.GOES_ON,
                    "The sweep goes on through its candidates in order; nothing is dropped.", List.of());
            case PAUSED -> new Outlook(Decision.PAUSED, "The sweep is paused.", List.of());
            case COMPLETED -> new Outlook(Decision.ALL_EVALUATED, "Every candidate was evaluated.", List.of());
            case BUDGET_EXHAUSTED -> new Outlook(Decision.BUDGET_USED, "The sweep stopped" + message + ".", List.of());
            case CANCELLED -> new Outlook(Decision.CANCELLED, "The sweep was cancelled.", List.of());
            case FAILED -> new Outlook(Decision.FAILED, "The sweep failed" + message + ".", List.of());
        };
    }

    private @Nullable ConstraintStatus constraints() {
        if (definition == null || definition.objective().subjectTo().isEmpty()) {
            return null;
        }
        long meeting = ranked.stream().filter(Rival::feasible).count();
        String reason = meeting > 0
                ? meeting + " of " + ranked.size()
                        + " scored candidates meet the constraints so far, this one among them."
                : top.isEmpty()
                        ? "No candidate is scored yet, so nothing is known about the constraints."
                        : "No candidate meets the constraints so far; this is the best of those that do not ("
                                + top.getFirst().violated() + ").";
        return new ConstraintStatus(meeting, ranked.size() - meeting, meeting > 0, null, reason);
    }
}
