package dev.promptlooper.projector.query.board;

import dev.promptlooper.projector.query.AsOf;
import dev.promptlooper.projector.query.Results;
import dev.promptlooper.projector.query.SweepShape;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What depends on all candidates of a sweep at once: the place of each in the ranking, and the scale of their intervals. Who scrolls
/// asks for it again with each window, so it is kept for the sweeps that were looked at last, until something in them changes.
/// Thread-safe.
final class Standings {

    // About 1.2 MB for a sweep of 100,000 candidates.
    private static final int MOST_SWEEPS = 8;

    private final Results results;
    private final Map<String, Standing> kept = new LinkedHashMap<>(16, 0.75f, true);

    Standings(Results results) {
        this.results = results;
    }

    /// The ranking in one state.
    ///
    /// @param asOf       the state
    /// @param scale      null while there is no interval
    /// @param candidates ascending
    /// @param places     of the candidates, in their order
    // Never compared, and its arrays are never changed.
    @SuppressWarnings("ArrayRecordComponent")
    record Standing(AsOf asOf, BoardPage.@Nullable Scale scale, long[] candidates, int[] places) {

        /// 1-based; null for a candidate that came later.
        @Nullable
        Long rank(long candidate) {
            int at = Arrays.binarySearch(candidates, candidate);
            return at < 0 ? null : (Long) (long) places[at];
        }
    }

    /// The ranking as it is at a state that was read just before.
    Standing of(SweepShape shape) {
        synchronized (kept) {
            Standing known = kept.get(shape.sweepId());
            if (known != null && known.asOf().equals(shape.asOf())) {
                return known;
            }
        }
        Standing read = read(shape);
        synchronized (kept) {
            kept.put(shape.sweepId(), read);
            if (kept.size() > MOST_SWEEPS) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        return read;
    }

    private Standing read(SweepShape shape) {
        // One array in the order of the index: a quarter of the work of numbering the rows there.
        Long[] order = results.first("SELECT coalesce(array_agg(candidate_index), '{}') FROM (SELECT candidate_index"
                + " FROM results.candidate WHERE sweep_id = ? ORDER BY " + BoardQueries.BY_RANK + ") c",
                List.of(shape.sweepId()), (row, number) -> (Long[]) row.getArray(1).getArray()).orElseThrow();
        long[] candidates = Arrays.stream(order).mapToLong(Objects::requireNonNull).sorted().toArray();
        int[] places = new int[candidates.length];
        for (int place = 0; place < order.length; place++) {
            places[Arrays.binarySearch(candidates, order[place])] = place + 1;
        }
        record Ends(@Nullable Double low, @Nullable Double high) {}
        Ends ends = results.first("SELECT min(low) AS low, max(high) AS high FROM results.candidate WHERE sweep_id = ?",
                List.of(shape.sweepId()),
                (row, number) -> new Ends(Results.doubleOrNull(row, "low"), Results.doubleOrNull(row, "high")))
                .orElseThrow();
        BoardPage.Scale scale = ends.low() == null || ends.high() == null
                ? null
                : new BoardPage.Scale(ends.low(), ends.high());
        return new Standing(shape.asOf(), scale, candidates, places);
    }
}
