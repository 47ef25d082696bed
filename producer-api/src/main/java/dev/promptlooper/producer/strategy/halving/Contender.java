package dev.promptlooper.producer.strategy.halving;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// One candidate on its way up. What must survive is in [#encode]; `isPruned` follows steering. Not thread-safe.
final class Contender {

    /// Level of a candidate that does not take part.
    static final int OUT = -1;
    private static final int HEAD_BYTES = 4 * Integer.BYTES + Long.BYTES;
    private static final int SUM_BYTES = Integer.BYTES + Double.BYTES;
    private static final int MARK_BYTES = Double.BYTES + 1;

    final long index;
    final String lane;
    /// Settles ties; drawn by the seed, so that no place in the sweep file is favoured.
    final long order;
    int level;
    int asked;
    int ended;
    /// When it was left behind, epoch milliseconds; 0 = it was not.
    long droppedAt;
    boolean isPruned;
    private final int[] counts;
    private final double[] sums;
    private Mark[] marks = {};

    /// @param metrics number of means to keep: the objective's and the constraints'
    Contender(long index, String lane, long order, int level, int metrics) {
        this.index = index;
        this.lane = lane;
        this.order = order;
        this.level = level;
        this.counts = new int[metrics];
        this.sums = new double[metrics];
    }

    /// A candidate's standing at the moment at which it finished a rung.
    ///
    /// @param value    mean of the objective, larger is better; negative infinity when nothing was scored
    /// @param feasible whether it met all constraints
    record Mark(double value, boolean feasible) {}

    void add(int metric, double value) {
        if (!Double.isNaN(value)) {
            counts[metric]++;
            sums[metric] += value;
        }
    }

    int count(int metric) {
        return counts[metric];
    }

    /// NaN before the first value.
    double mean(int metric) {
        return counts[metric] == 0 ? Double.NaN : sums[metric] / counts[metric];
    }

    /// Rungs whose standing is fixed.
    int marks() {
        return marks.length;
    }

    @Nullable
    Mark mark(int rung) {
        return rung < marks.length ? marks[rung] : null;
    }

    void mark(Mark mark) {
        marks = Arrays.copyOf(marks, marks.length + 1);
        marks[marks.length - 1] = mark;
    }

    byte[] encode() {
        ByteBuffer buffer = ByteBuffer
                .allocate(HEAD_BYTES + counts.length * SUM_BYTES + marks.length * MARK_BYTES)
                .putInt(level)
                .putInt(asked)
                .putInt(ended)
                .putInt(marks.length)
                .putLong(droppedAt);
        for (int i = 0; i < counts.length; i++) {
            buffer.putInt(counts[i]).putDouble(sums[i]);
        }
        for (Mark mark : marks) {
            buffer.putDouble(mark.value()).put((byte) (mark.feasible() ? 1 : 0));
        }
        return buffer.array();
    }

    void decode(byte[] entry) {
        ByteBuffer buffer = ByteBuffer.wrap(entry);
        level = buffer.getInt();
        asked = buffer.getInt();
        ended = buffer.getInt();
        marks = new Mark[buffer.getInt()];
        droppedAt = buffer.getLong();
        for (int i = 0; i < counts.length; i++) {
            counts[i] = buffer.getInt();
            sums[i] = buffer.getDouble();
        }
        for (int i = 0; i < marks.length; i++) {
            marks[i] = new Mark(buffer.getDouble(), buffer.get() == 1);
        }
    }
}
