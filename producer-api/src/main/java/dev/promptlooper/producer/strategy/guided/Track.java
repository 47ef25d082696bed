package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.strategy.StateEntries;
import dev.promptlooper.producer.strategy.guided.model.CaseEffects;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Everything that is known of one candidate that was tried: how far it came on the walk, its results, its price, where it stands
/// with the constraints, whether it was dropped. Durable as a small header and one entry per 64 positions. Not thread-safe.
final class Track {

    static final String HEADER = "t/";
    static final String CELLS = "c/";
    private static final int CHUNK = 64;

    final long index;
    /// Positions 0 … leased - 1 were requested.
    int leased;
    /// Results so far, with a score or without.
    int settled;
    int scored;
    double cost;
    int priced;
    /// Per constraint: number, sum, sum of squares.
    final double[] limits;
    @Nullable
    Drop drop;
    /// Taken back in by somebody after it was dropped: not dropped again.
    boolean kept;
    private float[] cells = new float[16];
    // Positions that ended after the last fit.
    private int[] fresh = new int[8];
    private int freshCount;
    private double sum;
    private boolean summed;

    Track(long index, int constraints) {
        this.index = index;
        this.limits = new double[3 * constraints];
    }

    /// The results by position, see [CaseEffects]; not to be changed.
    float[] cells() {
        return cells;
    }

    float cell(int position) {
        return position < leased ? cells[position] : CaseEffects.PENDING;
    }

    int freshCount() {
        return freshCount;
    }

    int fresh(int i) {
        return fresh[i];
    }

    /// Mean of the scores, summed in the order of positions, so that it does not depend on the order of arrival; NaN without any.
    double mean() {
        if (!summed) {
            sum = 0;
            for (int i = 0; i < leased; i++) {
                sum += cells[i] > Float.NEGATIVE_INFINITY ? cells[i] : 0;
            }
            summed = true;
        }
        return scored == 0 ? Double.NaN : sum / scored;
    }

    void lease() {
        if (leased == cells.length) {
            cells = Arrays.copyOf(cells, leased * 2);
        }
        cells[leased++] = CaseEffects.PENDING;
    }

    /// A result.
    ///
    /// @return whether it replaces an earlier one
    boolean settle(int position, float value) {
        float old = cells[position];
        boolean again = !Float.isNaN(old);
        cells[position] = value;
        summed = false;
        scored += (value > Float.NEGATIVE_INFINITY ? 1 : 0) - (old > Float.NEGATIVE_INFINITY ? 1 : 0);
        if (!again) {
            settled++;
            addFresh(position);
        }
        return again;
    }

    private void addFresh(int position) {
        if (freshCount == fresh.length) {
            fresh = Arrays.copyOf(fresh, freshCount * 2);
        }
        fresh[freshCount++] = position;
    }

    /// The cells as the last fit saw them.
    float[] fittedCells() {
        if (freshCount == 0) {
            return cells;
        }
        float[] copy = Arrays.copyOf(cells, leased);
        for (int i = 0; i < freshCount; i++) {
            copy[fresh[i]] = CaseEffects.PENDING;
        }
        return copy;
    }

    /// A fit has seen everything.
    void fitted(StateEntries state) {
        int[] seen = Arrays.copyOf(fresh, freshCount);
        freshCount = 0;
        Arrays.sort(seen);
        int last = -1;
        for (int position : seen) {
            if (position / CHUNK != last) {
                last = position / CHUNK;
                saveCells(state, position);
            }
        }
    }

    void saveHeader(StateEntries state) {
        Drop dropped = drop;
        byte[] reason = dropped == null
                ? new byte[0]
                : dropped.reason().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer
                .allocate(4 + 8 + 4 + 8 * limits.length + 1 + (dropped == null ? 0 : 37 + reason.length));
        buffer.putInt(leased).putDouble(cost).putInt(priced);
        for (double limit : limits) {
            buffer.putDouble(limit);
        }
        buffer.put((byte) ((kept ? 1 : 0) | (dropped != null ? 2 : 0)));
        if (dropped != null) {
            buffer.putLong(dropped.order())
                    .putLong(dropped.at())
                    .putInt(dropped.runs())
                    .putDouble(dropped.difference())
                    .putDouble(dropped.evidence())
                    .put((byte) (dropped.told() ? 1 : 0))
                    .put(reason);
        }
        state.put(HEADER + index, buffer.array());
    }

    void loadHeader(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        leased = buffer.getInt();
        cost = buffer.getDouble();
        priced = buffer.getInt();
        for (int i = 0; i < limits.length; i++) {
            limits[i] = buffer.getDouble();
        }
        int flags = buffer.get();
        kept = (flags & 1) != 0;
        if ((flags & 2) != 0) {
            long order = buffer.getLong();
            long at = buffer.getLong();
            int runs = buffer.getInt();
            double difference = buffer.getDouble();
            double evidence = buffer.getDouble();
            boolean told = buffer.get() != 0;
            byte[] reason = new byte[buffer.remaining()];
            buffer.get(reason);
            drop = new Drop(order, at, runs, difference, evidence,
                    new String(reason, java.nio.charset.StandardCharsets.UTF_8), told);
        }
        cells = new float[Math.max(16, leased)];
        Arrays.fill(cells, CaseEffects.PENDING);
    }

    /// Writes the chunk that a position lies in: ended, with a score, seen by the last fit, exactly 1; then scores other than 0
    /// and 1 in order.
    void saveCells(StateEntries state, int position) {
        int from = position / CHUNK * CHUNK;
        int to = Math.min(leased, from + CHUNK);
        long ended = 0;
        long ones = 0;
        long others = 0;
        long none = 0;
        for (int i = from; i < to; i++) {
            long bit = 1L << (i - from);
            if (!Float.isNaN(cells[i])) {
                ended |= bit;
                none |= cells[i] == CaseEffects.NONE ? bit : 0;
                ones |= cells[i] == 1 ? bit : 0;
                others |= cells[i] != CaseEffects.NONE && cells[i] != 0 && cells[i] != 1 ? bit : 0;
            }
        }
        long unseen = 0;
        for (int i = 0; i < freshCount; i++) {
            if (fresh[i] / CHUNK == from / CHUNK) {
                unseen |= 1L << (fresh[i] - from);
            }
        }
        ByteBuffer buffer = ByteBuffer.allocate(40 + 4 * Long.bitCount(others));
        buffer.putLong(ended).putLong(none).putLong(ones).putLong(others).putLong(unseen);
        for (int i = from; i < to; i++) {
            if ((others >>> (i - from) & 1) != 0) {
                buffer.putFloat(cells[i]);
            }
        }
        state.put(CELLS + index + "/" + from / CHUNK, buffer.array());
    }

    void loadCells(int chunk, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long ended = buffer.getLong();
        long none = buffer.getLong();
        long ones = buffer.getLong();
        long others = buffer.getLong();
        long unseen = buffer.getLong();
        for (int i = 0; i < CHUNK; i++) {
            int position = chunk * CHUNK + i;
            if ((ended >>> i & 1) == 0 || position >= cells.length) {
                continue;
            }
            settled++;
            cells[position] = (none >>> i & 1) != 0
                    ? CaseEffects.NONE
                    : (others >>> i & 1) != 0 ? buffer.getFloat() : (ones >>> i & 1) != 0 ? 1 : 0;
            scored += cells[position] > Float.NEGATIVE_INFINITY ? 1 : 0;
            if ((unseen >>> i & 1) != 0) {
                addFresh(position);
            }
        }
    }

    /// @param order      number of the drop in the sweep
    /// @param at         epoch milliseconds
    /// @param runs       scored runs by then
    /// @param difference leader's lead by then, NaN when it was a constraint
    /// @param evidence   e-value, NaN when it was a constraint
    /// @param reason     one sentence
    /// @param told       whether the planner knows
    record Drop(long order, long at, int runs, double difference, double evidence, String reason, boolean told) {

        Drop asTold() {
            return new Drop(order, at, runs, difference, evidence, reason, true);
        }
    }
}
