package dev.promptlooper.projector.query.board;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.promptlooper.projector.query.CandidateRow;
import dev.promptlooper.projector.query.SweepShape;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// A candidate with what a ranking says of it.
///
/// @param candidate   its figures
/// @param state       how it stands
/// @param provisional too little is known to rely on its place
/// @param errorRate   failed runs / ended runs
/// @param lcb         the end of its interval that is worse for it, turned so that larger is better
/// @param rankLow     best place that it may truly have; null when it was not asked for
/// @param rankHigh    worst place
/// @param delta       difference to the baseline; null without one
/// @param spark       running mean; null when it was not asked for
record BoardRow(@JsonUnwrapped CandidateRow candidate, CandidateState state, boolean provisional, double errorRate,
        @Nullable Double lcb, @Nullable Long rankLow, @Nullable Long rankHigh, @Nullable Delta delta,
        @Nullable List<Double> spark) {

    /// What a page adds to the rows.
    ///
    /// @param ranks  places
    /// @param deltas differences to the baseline
    /// @param sparks running means
    record Extras(java.util.Map<Long, RankIntervals.Places> ranks, java.util.Map<Long, Delta> deltas,
            java.util.Map<Long, List<Double>> sparks) {

        static final Extras NONE = new Extras(java.util.Map.of(), java.util.Map.of(), java.util.Map.of());
    }

    static BoardRow of(SweepShape shape, CandidateRow row, Extras extras) {
        Double low = row.low();
        Double high = row.high();
        Double lcb = shape.isMaximize() ? low : high == null ? null : (Double) (-high);
        RankIntervals.Places places = extras.ranks().get(row.candidateIndex());
        return new BoardRow(row, CandidateState.of(shape, row.runs(), row.pruned(), row.pinned()),
                row.cases() < shape.enoughCases() || low == null,
                row.runs() == 0 ? 0 : (double) row.failed() / row.runs(), lcb,
                places == null ? null : (Long) places.low(), places == null ? null : (Long) places.high(),
                extras.deltas().get(row.candidateIndex()), extras.sparks().get(row.candidateIndex()));
    }
}
