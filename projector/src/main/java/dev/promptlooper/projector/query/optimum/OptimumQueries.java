package dev.promptlooper.projector.query.optimum;

import dev.promptlooper.projector.query.CandidateBrief;
import dev.promptlooper.projector.query.Results;
import dev.promptlooper.projector.query.Results.Where;
import dev.promptlooper.projector.query.SweepShape;
import dev.promptlooper.projector.query.compare.PairedView;
import dev.promptlooper.projector.query.compare.Pairs;
import dev.promptlooper.projector.query.compare.Side;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Finds the picks over all candidates and says what they beat.
final class OptimumQueries {

    /// @param maxCost most dollars per run, or null
    /// @param maxP95  largest 95th percentile of the latency, milliseconds, or null
    /// @param within  share of the best score
    /// @param points  most points of the chart
    record Request(@Nullable Double maxCost, @Nullable Double maxP95, double within, int points) {}

    private static final int FRONT = 500;
    private static final String BEST_FIRST = " ORDER BY feasible DESC, sort_key DESC NULLS LAST, candidate_index LIMIT 2";

    private final Results results;
    private final Pairs pairs;
    private final Charts charts;

    OptimumQueries(Results results) {
        this.results = results;
        this.pairs = new Pairs(results);
        this.charts = new Charts(results);
    }

    /// A pick under way.
    ///
    /// @param best  the candidate
    /// @param next  who would have been picked without it, or null
    private record Found(String name, CandidateBrief best, @Nullable CandidateBrief next, boolean provisional,
            List<String> reasons) {}

    private record Counts(long scored, long front, Charts.Range range) {}

    Optimum optimum(String sweepId, Request request) {
        SweepShape shape = SweepShape.read(results, sweepId);
        Counts counts = counts(sweepId);
        Optional<Found> best = find(shape, "bestQuality", new Where(), BEST_FIRST,
                List.of((shape.isMaximize() ? "highest" : "lowest") + " mean of " + shape.metric() + " among "
                        + counts.scored()
                        + " candidates"));
        Optional<Found> affordable = request.maxCost() == null && request.maxP95() == null
                ? Optional.empty()
                : find(shape, "withinBudget",
                        new Where().and("cost_usd <= ?", request.maxCost()).and("p95 <= ?", request.maxP95()),
                        BEST_FIRST,
                        budgetReasons(shape, request));
        Optional<Found> cheap = best.flatMap(found -> cheapest(shape, request, found));
        List<Found> found = new ArrayList<>();
        best.ifPresent(found::add);
        affordable.ifPresent(found::add);
        cheap.ifPresent(found::add);
        Map<String, Beaten> beaten = beaten(shape, found);
        List<Optimum.Pick> picks = List.of(
                best.map(pick -> pick(shape, pick, found, beaten))
                        .orElse(Optimum.Pick.missing("bestQuality", noScores(counts))),
                affordable.map(pick -> pick(shape, pick, found, beaten))
                        .orElse(Optimum.Pick.missing("withinBudget",
                                request.maxCost() == null && request.maxP95() == null
                                        ? "give maxCost or maxP95"
                                        : counts.scored() == 0 ? noScores(counts) : "no candidate keeps the limits")),
                cheap.map(pick -> pick(shape, pick, found, beaten))
                        .orElse(Optimum.Pick.missing("cheapestNearBest",
                                best.isEmpty()
                                        ? noScores(counts)
                                        : "no price is known: the endpoint has none configured")));
        return new Optimum(shape.metric(), shape.isMaximize(), request.maxCost(), request.maxP95(), request.within(),
                shape.planned(), shape.candidates(), counts.scored(), picks, front(shape), counts.front(),
                charts.scatter(shape, counts.range(), request.points()), shape.asOf());
    }

    private Counts counts(String sweepId) {
        return results
                .first("""
                        SELECT count(sort_key) AS scored, count(*) FILTER (WHERE pareto) AS front, count(*) FILTER (WHERE score IS NOT NULL
                                AND (cost_usd IS NOT NULL OR latency_ms IS NOT NULL)) AS drawable,
                            coalesce(min(cost_usd), 0) AS cost_low, coalesce(max(cost_usd), 0) AS cost_high,
                            coalesce(min(score), 0) AS score_low, coalesce(max(score), 0) AS score_high
                        FROM results.candidate WHERE sweep_id = ?""",
                        List.of(sweepId),
                        (row, number) -> new Counts(row.getLong("scored"), row.getLong("front"),
                                new Charts.Range(row.getLong("drawable"), row.getLong("scored"),
                                        row.getDouble("cost_low"),
                                        row.getDouble("cost_high"),
                                        row.getDouble("score_low"), row.getDouble("score_high"))))
                .orElseThrow();
    }

    private static String noScores(Counts counts) {
        return counts.scored() == 0 ? "nothing is scored yet" : "no candidate keeps the constraints of the objective";
    }

    private static List<String> budgetReasons(SweepShape shape, Request request) {
        List<String> reasons = new ArrayList<>();
        reasons.add("best mean of " + shape.metric() + " within the limits");
        if (request.maxCost() != null) {
            reasons.add("costs at most $" + plain(request.maxCost()) + " per run");
        }
        if (request.maxP95() != null) {
            reasons.add("answers 95 % of the time within " + plain(request.maxP95()) + " ms");
        }
        return reasons;
    }

    private Optional<Found> cheapest(SweepShape shape, Request request, Found best) {
        double score = Objects.requireNonNull(best.best().score());
        double least = (shape.isMaximize() ? score : -score) - request.within() * Math.abs(score);
        return find(shape, "cheapestNearBest", new Where().and("cost_usd IS NOT NULL").and("sort_key >= ?", least),
                " ORDER BY cost_usd, sort_key DESC, candidate_index LIMIT 2",
                List.of("lowest price per run among those within " + plain(request.within() * 100)
                        + " % of the best score "
                        + plain(score)));
    }

    /// The first in an order; candidates of which enough is known, or all while there are none of those.
    private Optional<Found> find(SweepShape shape, String name, Where limits, String order, List<String> reasons) {
        for (boolean provisional : new boolean[]{false, true}) {
            List<@Nullable Object> parameters = new ArrayList<>();
            parameters.add(shape.sweepId());
            parameters.addAll(limits.parameters());
            parameters.add(provisional ? 1 : shape.enoughCases());
            List<CandidateBrief> rows = results.list(
                    "SELECT c.*, NULL::bigint AS rank FROM results.candidate c WHERE sweep_id = ? AND feasible AND sort_key IS NOT NULL AND "
                            + limits.sql() + " AND cases >= ?" + order,
                    parameters, CandidateBrief.MAPPER);
            if (!rows.isEmpty()) {
                List<String> all = new ArrayList<>(reasons);
                if (provisional) {
                    all.add("no candidate has " + shape.enoughCases() + " cases yet: this may change");
                }
                return Optional
                        .of(new Found(name, rows.getFirst(), rows.size() > 1 ? rows.get(1) : null, provisional, all));
            }
        }
        return Optional.empty();
    }

    private Optimum.Pick pick(SweepShape shape, Found found, List<Found> all, Map<String, Beaten> beatenByName) {
        CandidateBrief brief = found.best();
        Beaten beaten = beatenByName.getOrDefault(found.name(), new Beaten(0, Math.max(0, shape.candidates() - 1)));
        List<String> roles = new ArrayList<>();
        List<CandidateBrief> rivals = new ArrayList<>();
        if (found.next() != null) {
            roles.add("runnerUp");
            rivals.add(found.next());
        }
        for (Found other : all) {
            if (!other.name().equals(found.name()) && other.best().candidateIndex() != brief.candidateIndex()) {
                roles.add(other.name());
                rivals.add(other.best());
            }
        }
        List<Optimum.Rival> against = new ArrayList<>();
        if (shape.definition() != null) {
            // The rival is the base: a plus is in favour of the pick.
            List<Pairs.Finding> findings = rivals.stream()
                    .map(rival -> pairs.compare(new Side("base", shape, rival), new Side("pick", shape, brief),
                            shape.metric(),
                            shape.isMaximize(), shape.horizon()))
                    .toList();
            List<PairedView> views = PairedView.of(java.util.Collections.nCopies(findings.size(), null), findings);
            for (int i = 0; i < views.size(); i++) {
                against.add(new Optimum.Rival(roles.get(i), rivals.get(i), views.get(i)));
            }
        }
        return new Optimum.Pick(found.name(), brief, null, found.provisional(), found.reasons(), beaten.beats(),
                beaten.ties(),
                against);
    }

    private record Beaten(long beats, long ties) {}

    /// In one pass for all picks; a pick without an interval beats nobody.
    private Map<String, Beaten> beaten(SweepShape shape, List<Found> picks) {
        List<@Nullable Object> parameters = new ArrayList<>();
        List<String> names = new ArrayList<>();
        StringBuilder counts = new StringBuilder();
        for (Found pick : picks) {
            Double low = pick.best().low();
            Double high = pick.best().high();
            if (low != null && high != null) {
                counts.append(names.isEmpty() ? "" : ", ")
                        .append("count(*) FILTER (WHERE ")
                        .append(shape.isMaximize() ? "high < ?" : "low > ?")
                        .append("), count(*) FILTER (WHERE low <= ? AND high >= ?)");
                names.add(pick.name());
                parameters.addAll(List.of(shape.isMaximize() ? low : high, high, low));
            }
        }
        Map<String, Beaten> beaten = new HashMap<>();
        if (!names.isEmpty()) {
            parameters.add(shape.sweepId());
            results.list("SELECT " + counts + " FROM results.candidate WHERE sweep_id = ?", parameters,
                    (row, number) -> {
                        for (int i = 0; i < names.size(); i++) {
                            beaten.put(names.get(i), new Beaten(row.getLong(2 * i + 1), row.getLong(2 * i + 2) - 1));
                        }
                        return number;
                    });
        }
        return beaten;
    }

    private List<CandidateBrief> front(SweepShape shape) {
        return results.list("SELECT c.*, NULL::bigint AS rank FROM results.candidate c WHERE sweep_id = ? AND pareto"
                + " ORDER BY sort_key DESC NULLS LAST, candidate_index LIMIT " + FRONT, List.of(shape.sweepId()),
                CandidateBrief.MAPPER);
    }

    /// Up to four significant digits, without an exponent where people do not expect one.
    private static String plain(double value) {
        String text = String.format(Locale.ROOT, "%.4g", value);
        return text.contains("e") || !text.contains(".") ? text : text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
}
