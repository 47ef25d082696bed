package dev.promptlooper.projector.query.board;

import dev.promptlooper.contracts.statistics.PairedDifference;
import dev.promptlooper.contracts.statistics.StudentT;
import dev.promptlooper.projector.query.CandidateRow;
import dev.promptlooper.projector.query.Results;
import dev.promptlooper.projector.query.SweepShape;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Between which places a candidate may truly be: 1 + those that are better beyond doubt, and all − those that are worse.
final class RankIntervals {

    /// Sweeps of up to so many runs are compared pair by pair.
    static final long PAIRED_RUNS = 50_000;

    /// @param low  best place
    /// @param high worst place
    record Places(long low, long high) {}

    /// @param method `paired` or `disjoint`
    /// @param places by candidate
    record Answer(String method, Map<Long, Places> places) {}

    private static final String VALUES = """
            SELECT candidate_index, case_index, avg(v) AS m FROM (SELECT r.candidate_index, r.case_index, {value} AS v
                FROM results.run r WHERE r.sweep_id = ?) x WHERE v IS NOT NULL GROUP BY candidate_index, case_index""";

    private RankIntervals() {}

    /// @param expression the objective over a run `r`, or null while the definition is unknown
    static Answer of(Results results, SweepShape shape, @Nullable String expression, List<CandidateRow> page) {
        return expression != null && shape.runs() <= PAIRED_RUNS
                ? new Answer("paired", paired(results, shape, expression, page))
                : new Answer("disjoint", disjoint(results, shape, page));
    }

    private static Map<Long, Places> paired(Results results, SweepShape shape, String expression,
            List<CandidateRow> page) {
        Map<Long, TreeMap<Long, Double>> values = new HashMap<>();
        results.list(VALUES.replace("{value}", expression), List.of(shape.sweepId()),
                (row, number) -> values.computeIfAbsent(row.getLong(1), c -> new TreeMap<>())
                        .put(row.getLong(2), row.getDouble(3)));
        Map<Long, Cases> cases = values.entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new Cases(entry.getValue())));
        Map<Long, Places> places = new HashMap<>();
        for (CandidateRow row : page) {
            long better = 0;
            long worse = 0;
            Cases mine = cases.get(row.candidateIndex());
            for (Map.Entry<Long, Cases> other : cases.entrySet()) {
                int sign = mine == null || other.getKey() == row.candidateIndex() ? 0 : compare(other.getValue(), mine);
                better += sign > 0 == shape.isMaximize() && sign != 0 ? 1 : 0;
                worse += sign < 0 == shape.isMaximize() && sign != 0 ? 1 : 0;
            }
            places.put(row.candidateIndex(), new Places(1 + better, Math.max(shape.candidates(), 1) - worse));
        }
        return places;
    }

    /// A candidate's mean per case, cases ascending.
    private static final class Cases {
        private final long[] index;
        private final double[] mean;

        private Cases(SortedMap<Long, Double> values) {
            index = values.keySet().stream().mapToLong(Long::longValue).toArray();
            mean = values.values().stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    /// +1 when the first is larger beyond doubt (the 95 % interval of the paired difference excludes zero), −1 when it is smaller, else 0.
    private static int compare(Cases a, Cases b) {
        int n = 0;
        double mean = 0;
        double squares = 0;
        for (int i = 0, j = 0; i < a.index.length && j < b.index.length;) {
            if (a.index[i] == b.index[j]) {
                double d = a.mean[i++] - b.mean[j++];
                n++;
                double step = d - mean;
                mean += step / n;
                squares += step * (d - mean);
            } else if (a.index[i] < b.index[j]) {
                i++;
            } else {
                j++;
            }
        }
        if (n < PairedDifference.FEWEST) {
            return 0;
        }
        double half = StudentT.quantile975(n - 1) * Math.sqrt(squares / (n - 1) / n);
        return mean - half > 0 ? 1 : mean + half < 0 ? -1 : 0;
    }

    /// By the candidates' own intervals, counted in one pass over all of them.
    private static Map<Long, Places> disjoint(Results results, SweepShape shape, List<CandidateRow> page) {
        Double[] lows = bounds(page, CandidateRow::low, 1);
        Double[] highs = bounds(page, CandidateRow::high, -1);
        long[] larger = new long[highs.length + 1];
        long[] smaller = new long[lows.length + 1];
        if (lows.length > 0 && highs.length > 0) {
            // Both sides are asked in the form "less than a bound", which is strict: intervals that touch are not disjoint.
            results.list("""
                    SELECT grouping(l) AS by_high, coalesce(l, h) AS bucket, count(*) AS n FROM (
                        SELECT width_bucket(-low, ?::float8[]) AS l, width_bucket(high, ?::float8[]) AS h
                        FROM results.candidate WHERE sweep_id = ? AND low IS NOT NULL AND high IS NOT NULL) q
                    GROUP BY GROUPING SETS ((l), (h))""", List.of(highs, lows, shape.sweepId()), (row, number) -> {
                long n = row.getLong("n");
                (row.getInt("by_high") == 0 ? larger : smaller)[row.getInt("bucket")] += n;
                return n;
            });
        }
        Map<Long, Places> places = new HashMap<>();
        for (CandidateRow row : page) {
            Double low = row.low();
            Double high = row.high();
            long above = high == null ? 0 : before(larger, highs, 0 - high);
            long below = low == null ? 0 : before(smaller, lows, low + 0.0);
            long better = shape.isMaximize() ? above : below;
            long worse = shape.isMaximize() ? below : above;
            places.put(row.candidateIndex(), new Places(1 + better, Math.max(1, shape.candidates()) - worse));
        }
        return places;
    }

    /// Bucket i of `width_bucket` holds what is at least bound i − 1 and less than bound i.
    private static long before(long[] buckets, Double[] bounds, double bound) {
        return Arrays.stream(buckets, 0, Arrays.binarySearch(bounds, bound) + 1).sum();
    }

    /// Ascending and distinct, as `width_bucket` wants them.
    private static Double[] bounds(List<CandidateRow> page, Function<CandidateRow, @Nullable Double> end, int sign) {
        return page.stream()
                .map(end)
                .filter(Objects::nonNull)
                .map(bound -> sign * bound + 0.0)
                .distinct()
                .sorted()
                .toArray(Double[]::new);
    }
}
