package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.event.Verdict.Difference;
import dev.promptlooper.contracts.event.Verdict.Method;
import dev.promptlooper.contracts.event.VerdictSummary;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.statistics.PairedDifference;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.projector.query.MeasuredVerdict.Rival;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a sweep has found out: the planner's verdict where the sweep searches, else one that is computed from the results.
final class VerdictQueries {

    // The rows of single runs that a verdict may read: a few hundred milliseconds.
    private static final long MOST_RUNS = 200_000;
    private static final int FEWEST_RIVALS = 10;
    private static final int MOST_RIVALS = 100;
    /// With more scored candidates than this the verdict does not say how sure it is.
    static final int MOST_CANDIDATES = 100_000;
    private static final String RANKED = " FROM results.candidate c JOIN results.candidate_stats s USING (sweep_id, candidate_index)"
            + " WHERE sweep_id = ? AND sort_key IS NOT NULL"
            + " ORDER BY feasible DESC, sort_key DESC, candidate_index LIMIT ";

    private final Results results;
    private final SweepQueries sweeps;

    VerdictQueries(Results results, SweepQueries sweeps) {
        this.results = results;
        this.sweeps = sweeps;
    }

    /// @param baseline index of a candidate to compare with, or null
    /// @throws Problem 404 when there is no such sweep or baseline
    Verdict get(String sweepId, @Nullable Long baseline) {
        SweepView sweep = sweeps.get(sweepId).sweep();
        SweepDefinition definition = sweeps.definition(sweepId);
        Verdict verdict = results.first("SELECT verdict FROM results.verdict WHERE sweep_id = ?", List.of(sweepId),
                (row, number) -> Json.read(row.getString(1), Verdict.class)).orElse(null);
        if (verdict == null) {
            verdict = measure(sweep, definition);
        }
        return baseline == null || definition == null ? verdict : against(verdict, definition, baseline);
    }

    private Verdict measure(SweepView sweep, @Nullable SweepDefinition definition) {
        List<CandidateStats> top = results.list("SELECT stats" + RANKED + Verdict.TOP, List.of(sweep.sweepId()),
                (row, number) -> Json.read(row.getString(1), CandidateStats.class));
        if (definition == null || top.isEmpty()) {
            return new MeasuredVerdict(sweep, definition, List.of(), List.of(), Map.of(), null).verdict();
        }
        // One more than is looked at, so that a cut list is seen as one.
        List<Rival> ranked = results.list(
                "SELECT candidate_index, n, score, (stats->>'standardError')::float8 AS error, feasible, cost_usd"
                        + RANKED
                        + (MOST_CANDIDATES + 1),
                List.of(sweep.sweepId()),
                (row, number) -> new Rival(row.getLong("candidate_index"), row.getLong("n"), row.getDouble("score"),
                        Results.doubleOrNull(row, "error"), row.getBoolean("feasible"),
                        Results.doubleOrNull(row, "cost_usd")));
        long perRival = Math.max(1, ranked.getFirst().n());
        long rivals = Math.clamp(MOST_RUNS / perRival, FEWEST_RIVALS, MOST_RIVALS);
        List<Long> others = ranked.stream().skip(1).limit(rivals).map(Rival::index).toList();
        long leader = ranked.getFirst().index();
        Map<Long, PairedT> pairs = pairs(sweep.sweepId(), definition, leader, others);
        Difference runnerUp = others.isEmpty()
                ? null
                : difference(sweep.sweepId(), definition, leader, others.getFirst());
        return new MeasuredVerdict(sweep, definition, top, ranked, pairs, runnerUp).verdict();
    }

    private Verdict against(Verdict verdict, SweepDefinition definition, long baseline) {
        Long recommended = verdict.recommended();
        CandidateStats row = results.first(
                "SELECT stats FROM results.candidate_stats WHERE sweep_id = ? AND candidate_index = ?",
                List.of(verdict.sweepId(), baseline),
                (found, number) -> Json.read(found.getString(1), CandidateStats.class))
                .orElseThrow(() -> Problem.badParameter("baseline", String.valueOf(baseline),
                        "no candidate with this index has a result yet; the leaderboard lists those that have"));
        if (recommended == null || recommended == baseline) {
            return verdict;
        }
        Verdict compared = MeasuredVerdict.withBaseline(verdict,
                difference(verdict.sweepId(), definition, recommended, baseline), row.candidate());
        return compared.withSummary(VerdictSummary.of(compared));
    }

    /// The leader against one other, as comparisons and the picks show it; null without a common case.
    private @Nullable Difference difference(String sweepId, SweepDefinition definition, long leader, long rival) {
        record Case(double difference, long runs) {}
        List<Case> cases = results.list(measured(definition) + " SELECT " + lead(definition)
                + ", least(l.n, o.n) FROM m l JOIN m o USING (case_index)"
                + " WHERE l.candidate_index = ? AND o.candidate_index = ? ORDER BY case_index",
                List.of(sweepId, leader + "," + rival, leader, rival),
                (row, number) -> new Case(row.getDouble(1), row.getLong(2)));
        if (cases.isEmpty()) {
            return null;
        }
        double[] differences = cases.stream().mapToDouble(Case::difference).toArray();
        Long horizon = SweepShape.horizon(definition);
        PairedDifference paired = horizon == null
                ? PairedDifference.of(differences, false)
                : PairedDifference.ofFinite(differences,
                        cases.stream().mapToLong(Case::runs).sum() / (double) horizon);
        return new Difference(rival, paired.difference(), Results.doubleOrNull(paired.low()),
                Results.doubleOrNull(paired.high()), PairedT.LEVEL, paired.n(), method(paired.interval()));
    }

    private static Method method(PairedDifference.@Nullable IntervalMethod interval) {
        return switch (interval) {
            case null -> Method.PAIRED_T;
            case T -> Method.PAIRED_T;
            case BOOTSTRAP -> Method.BOOTSTRAP;
            case FINITE_T -> Method.FINITE_T;
            case EXACT -> Method.EXACT;
        };
    }

    /// The leader against each of some others over the cases that both have, positive where the leader is better.
    private Map<Long, PairedT> pairs(String sweepId, SweepDefinition definition, long leader, List<Long> others) {
        Map<Long, PairedT> pairs = new TreeMap<>();
        if (others.isEmpty()) {
            return pairs;
        }
        String lead = lead(definition);
        List<@Nullable Object> parameters = new ArrayList<>();
        parameters.add(sweepId);
        List<Long> chosen = new ArrayList<>(others);
        chosen.add(leader);
        parameters.add(chosen.stream().map(String::valueOf).collect(Collectors.joining(",")));
        parameters.add(leader);
        parameters.add(leader);
        results.list(measured(definition) + " SELECT o.candidate_index, count(*), avg(" + lead
                + "), coalesce(stddev_samp(" + lead + "), 0)"
                + " FROM m l JOIN m o USING (case_index) WHERE l.candidate_index = ? AND o.candidate_index <> ? GROUP BY 1",
                parameters,
                (row, number) -> pairs.put(row.getLong(1),
                        new PairedT(row.getLong(2), row.getDouble(3), row.getDouble(4))));
        return pairs;
    }

    /// The mean per candidate and case over the repeats; parameters: sweep, and the candidates with commas between them.
    private static String measured(SweepDefinition definition) {
        String value = MetricSql.of(definition, definition.objective().metric()).orElse("NULL::float8");
        return "WITH v AS (SELECT candidate_index, case_index, " + value + " AS value FROM results.run r"
                + " WHERE sweep_id = ? AND candidate_index = ANY (string_to_array(?, ',')::bigint[])),"
                // A case counts once, whatever the number of its repeats.
                + " m AS MATERIALIZED (SELECT candidate_index, case_index, avg(value) AS v, count(*) AS n FROM v"
                + " WHERE value IS NOT NULL GROUP BY 1, 2)";
    }

    /// How much better the leader is on a case.
    private static String lead(SweepDefinition definition) {
        return definition.objective().isMaximize() ? "l.v - o.v" : "o.v - l.v";
    }
}
