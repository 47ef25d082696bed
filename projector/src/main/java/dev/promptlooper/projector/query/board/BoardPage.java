package dev.promptlooper.projector.query.board;

import dev.promptlooper.projector.query.AsOf;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// A window of a ranking.
///
/// @param items      rows in order
/// @param next       cursor after them; absent at the end
/// @param total      rows that match
/// @param candidates rows without a filter
/// @param metric     the objective
/// @param maximize   its direction
/// @param planned    runs of a complete candidate; absent while the definition is unknown
/// @param varying    what differs between candidates
/// @param scale      the range of all intervals; absent without any
/// @param baseline   what `delta` compares with
/// @param rankMethod how rank intervals were told; absent when they were not asked for
/// @param asOf       state that it belongs to
record BoardPage(List<BoardRow> items, @Nullable String next, long total, long candidates, String metric,
        boolean maximize, @Nullable Long planned, List<String> varying, @Nullable Scale scale,
        @Nullable Long baseline, @Nullable String rankMethod, AsOf asOf) {

    /// @param low  smallest lower end
    /// @param high largest upper end
    record Scale(double low, double high) {}
}
