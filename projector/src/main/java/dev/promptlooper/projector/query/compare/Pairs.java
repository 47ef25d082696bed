package dev.promptlooper.projector.query.compare;

import dev.promptlooper.contracts.statistics.PairedDifference;
import dev.promptlooper.contracts.statistics.PairedDifference.Discordant;
import dev.promptlooper.projector.query.Problem;
import dev.promptlooper.projector.query.Results;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// Reads how two candidates differ over the cases that both have finished.
public final class Pairs {

    // One side: the mean per case over the repeats that have a value. Two parameters: sweep and candidate.
    private static final String SIDE = """
            SELECT case_id, avg(v) AS m, count(*) AS n, bool_and(v IN (0, 1)) AS binary FROM (SELECT r.case_id, {value} AS v
                FROM results.run r WHERE r.sweep_id = ? AND r.candidate_index = ?) x WHERE v IS NOT NULL GROUP BY case_id""";
    private static final String JOINED = "WITH a AS (" + SIDE.replace("{value}", "{base}") + "), b AS (" + SIDE + ") ";
    private static final String MOMENTS = """
            SELECT count(*) AS n, avg(a.m) AS base_mean, avg(b.m) AS mean, avg(b.m - a.m) AS difference,
                stddev_samp(b.m - a.m) AS deviation, count(*) FILTER (WHERE b.m > a.m) AS larger,
                count(*) FILTER (WHERE b.m < a.m) AS smaller, sum(least(a.n, b.n)) AS runs,
                coalesce(bool_and(a.binary AND b.binary AND a.n = 1 AND b.n = 1), false) AS binary
            FROM a JOIN b USING (case_id)""";
    private static final String DIFFERENCES = "SELECT b.m - a.m FROM a JOIN b USING (case_id) ORDER BY case_id";

    private final Results results;

    public Pairs(Results results) {
        this.results = results;
    }

    /// What was found, before corrections.
    ///
    /// @param maximize whether larger is better
    public record Finding(PairedDifference paired, @Nullable Double baseMean, @Nullable Double mean, long larger,
            long smaller, boolean maximize) {}

    /// What the cases say of the source that they come from.
    ///
    /// @throws Problem 400 when a side does not have the metric
    public Finding compare(Side base, Side other, String metric, boolean maximize) {
        return compare(base, other, metric, maximize, null);
    }

    /// @param horizon see [dev.promptlooper.projector.query.SweepShape#horizon()]
    /// @throws Problem 400 when a side does not have the metric
    public Finding compare(Side base, Side other, String metric, boolean maximize, @Nullable Long horizon) {
        String baseSql = base.shape().sql("metric", metric);
        String otherSql = other.shape().sql("metric", metric);
        List<@Nullable Object> parameters = List.of(base.shape().sweepId(), base.brief().candidateIndex(),
                other.shape().sweepId(), other.brief().candidateIndex());
        String joined = JOINED.replace("{base}", baseSql).replace("{value}", otherSql);
        Moments moments = results.first(joined + MOMENTS, parameters,
                (row, number) -> new Moments(row.getLong("n"), Results.doubleOrNull(row, "base_mean"),
                        Results.doubleOrNull(row, "mean"), row.getDouble("difference"), row.getDouble("deviation"),
                        row.getLong("larger"), row.getLong("smaller"), row.getBoolean("binary"),
                        row.getLong("runs")))
                .orElseThrow();
        PairedDifference paired;
        if (horizon != null) {
            paired = PairedDifference.ofFinite(moments.n(), moments.difference(), moments.deviation(),
                    moments.runs() / (double) horizon);
        } else if (moments.n() >= PairedDifference.MANY) {
            paired = PairedDifference.ofMoments(moments.n(), moments.difference(), moments.deviation(),
                    moments.binary() ? new Discordant(moments.larger(), moments.smaller()) : null);
        } else {
            paired = PairedDifference
                    .of(results.list(joined + DIFFERENCES, parameters, (row, number) -> row.getDouble(1))
                            .stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray(), moments.binary());
        }
        return new Finding(paired, moments.baseMean(), moments.mean(), moments.larger(), moments.smaller(), maximize);
    }

    private record Moments(long n, @Nullable Double baseMean, @Nullable Double mean, double difference,
            double deviation, long larger, long smaller, boolean binary, long runs) {}
}
