package dev.promptlooper.projector.live;

import org.jspecify.annotations.Nullable;

/// A point in the history of a channel. Positions of different epochs cannot be compared.
///
/// @param epoch name of a stretch of history, not empty
/// @param seq   0 … 2^53 - 1, so that JavaScript can hold it
public record Position(String epoch, long seq) {

    static final long MAX_SEQ = (1L << 53) - 1;

    public Position {
        if (epoch.isEmpty() || seq < 0 || seq > MAX_SEQ) {
            throw new IllegalArgumentException(
                    "a position has an epoch and a number from 0 to 2^53 - 1, was '" + epoch + "' " + seq);
        }
    }

    /// Reads the form of [#toString()]; null when it is something else.
    static @Nullable Position parse(String text) {
        int dash = text.lastIndexOf('-');
        if (dash < 1 || !text.substring(dash + 1).matches("[0-9]{1,15}")) {
            return null;
        }
        return new Position(text.substring(0, dash), Long.parseLong(text.substring(dash + 1)));
    }

    /// `epoch-seq`, as in an entity tag.
    @Override
    public String toString() {
        return epoch + "-" + seq;
    }
}
