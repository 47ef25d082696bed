package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.strategy.guided.model.Rows;

import java.util.List;

/// The results that a fit learns from, candidate by candidate: it never has all of them in the heap at once unless they are there
/// anyway. Valid until a result comes in.
final class Seen implements Rows {

    private final Table table;
    private final List<Integer> slots;
    private final boolean fresh;

    /// @param slots of the rows, all of candidates that were tried
    /// @param fresh whether results count that came in after the last fit
    Seen(Table table, List<Integer> slots, boolean fresh) {
        this.table = table;
        this.slots = slots;
        this.fresh = fresh;
    }

    @Override
    public int size() {
        return slots.size();
    }

    @Override
    public int length(int row) {
        return table.leased(slots.get(row));
    }

    @Override
    public float[] cells(int row) {
        Track track = table.track(slots.get(row));
        if (track == null) {
            throw new IllegalStateException("candidate " + table.index[slots.get(row)] + " was never tried");
        }
        return fresh ? track.scannedCells() : track.fittedCells();
    }

    /// Width of the declared range, or of what the results span when they leave it.
    double width(Measure measure) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        boolean inside = true;
        for (int row = 0; row < size(); row++) {
            float[] own = cells(row);
            int length = length(row);
            for (int at = 0; at < length; at++) {
                if (own[at] > Float.NEGATIVE_INFINITY) {
                    low = Math.min(low, own[at]);
                    high = Math.max(high, own[at]);
                    inside &= !measure.isOutside(own[at]);
                }
            }
        }
        return inside || measure.isDeclared() || !(high > low) ? measure.width() : high - low;
    }
}
