package dev.promptlooper.projector.query.matrix;

import dev.promptlooper.projector.query.AsOf;
import dev.promptlooper.projector.query.CandidateBrief;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A window of cases × candidates.
///
/// @param metric       what the cells show
/// @param binary       whether every value in the window is 0 or 1
/// @param repeats      runs of a complete cell
/// @param columns      candidates
/// @param rows         cases
/// @param totalColumns all candidates
/// @param totalRows    cases that match
/// @param asOf         state that it belongs to
record Matrix(String metric, boolean binary, int repeats, List<CandidateBrief> columns, List<Row> rows,
        long totalColumns, long totalRows, AsOf asOf) {

    /// The runs of one candidate on one case.
    ///
    /// @param runs   that ended
    /// @param failed of those, failed
    /// @param scored of those, with a value
    /// @param mean   over the values; absent without any
    /// @param passed runs that passed this scorer; absent when it has no threshold
    /// @param runId  the first of the runs
    record Cell(long runs, long failed, long scored, @Nullable Double mean, @Nullable Long passed,
            @Nullable String runId) {

        static final Cell EMPTY = new Cell(0, 0, 0, null, null, null);
    }

    /// A cell and where it belongs.
    record Placed(long caseIndex, long candidate, String caseId, boolean binary, Cell cell) {}

    /// @param caseId absent while no run of it is here
    /// @param spread largest minus smallest cell
    /// @param mean   of the cells
    /// @param failed runs, over the cells
    record Row(long caseIndex, @Nullable String caseId, @Nullable Double spread, @Nullable Double mean, long failed,
            List<Cell> cells) {

        /// @param here the cells of this case by candidate
        static Row of(long caseIndex, List<Long> columns, Map<Long, Placed> here) {
            List<Cell> cells = columns.stream()
                    .map(column -> here.containsKey(column) ? here.get(column).cell() : Cell.EMPTY)
                    .toList();
            double[] means = cells.stream()
                    .map(Cell::mean)
                    .filter(Objects::nonNull)
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            boolean any = means.length > 0;
            return new Row(caseIndex, here.values().stream().map(Placed::caseId).findFirst().orElse(null),
                    any ? Arrays.stream(means).max().getAsDouble() - Arrays.stream(means).min().getAsDouble() : null,
                    any ? Arrays.stream(means).sum() / means.length : null,
                    cells.stream().mapToLong(Cell::failed).sum(), cells);
        }
    }
}
