package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.strategy.StateEntries;
import dev.promptlooper.producer.strategy.guided.model.CaseEffects;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Everything that is known of one candidate that was tried: how far it came on the walk, its price, where it stands with the
/// constraints, whether it was dropped, and its results, which are in the heap only at times, see [Row]. Durable as a small header
/// and one entry per 64 positions. Not thread-safe.
final class Track {

    static final String HEADER = "t/";
    private static final int[] NOTHING = {};

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
    private final Row row;
    // Positions that ended after the last fit.
    private int[] fresh = NOTHING;
    private int freshCount;
    private double sum;
    private boolean summed;

    Track(long index, int constraints, Row.Shelf shelf) {
        this.index = index;
        this.limits = new double[3 * constraints];
        this.row = new Row(index, shelf);
    }

    /// The results by position, see [CaseEffects]; not to be changed. For somebody who will soon want them again.
    float[] cells() {
        return row.all(leased);
    }

    /// The same for somebody who looks at many candidates in turn.
    float[] scannedCells() {
        return row.scan(leased);
    }

    /// Results `from` … `to` - 1, for somebody who looks at many candidates in turn.
    Row.Part part(int from, int to) {
        return row.part(from, to);
    }

    float cell(int position) {
        return position < leased ? row.at(position) : CaseEffects.PENDING;
    }

    int freshCount() {
        return freshCount;
    }

    /// Mean of the scores, summed in the order of positions, so that it does not depend on the order of arrival; NaN without any.
    double mean() {
        if (!summed) {
            sum = 0;
            float[] cells = row.scan(leased);
            for (int i = 0; i < leased; i++) {
                sum += cells[i] > Float.NEGATIVE_INFINITY ? cells[i] : 0;
            }
            summed = true;
        }
        return scored == 0 ? Double.NaN : sum / scored;
    }

    void lease() {
        row.extend(leased);
        leased++;
    }

    /// A result, which is durable at once but for what the header says.
    ///
    /// @return whether it replaces an earlier one
    boolean settle(int position, float value) {
        float old = row.at(position);
        boolean again = !Float.isNaN(old);
        summed = false;
        scored += (value > Float.NEGATIVE_INFINITY ? 1 : 0) - (old > Float.NEGATIVE_INFINITY ? 1 : 0);
        if (!again) {
            settled++;
            addFresh(position);
        }
        row.set(position, value, unseen(position / Chunk.SIZE));
        return again;
    }

    private long unseen(int chunk) {
        long unseen = 0;
        for (int i = 0; i < freshCount; i++) {
            if (fresh[i] / Chunk.SIZE == chunk) {
                unseen |= 1L << fresh[i];
            }
        }
        return unseen;
    }

    private void addFresh(int position) {
        if (freshCount == fresh.length) {
            fresh = Arrays.copyOf(fresh, Math.max(8, freshCount * 2));
        }
        fresh[freshCount++] = position;
    }

    /// The cells as the last fit saw them.
    float[] fittedCells() {
        float[] cells = row.scan(leased);
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
    void fitted() {
        int last = -1;
        Arrays.sort(fresh, 0, freshCount);
        for (int i = 0; i < freshCount; i++) {
            if (fresh[i] / Chunk.SIZE != last) {
                last = fresh[i] / Chunk.SIZE;
                row.seen(last);
            }
        }
        freshCount = 0;
        fresh = NOTHING;
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
    }

    /// Counts what an entry of results says, after a restart; they are not kept.
    ///
    /// @param buffer [Chunk#SIZE] cells to read into
    void recount(int chunk, byte[] bytes, float[] buffer) {
        Arrays.fill(buffer, CaseEffects.PENDING);
        long unseen = Chunk.read(bytes, buffer, 0);
        for (int i = 0; i < buffer.length; i++) {
            if (!Float.isNaN(buffer[i])) {
                settled++;
                scored += buffer[i] > Float.NEGATIVE_INFINITY ? 1 : 0;
                if ((unseen >>> i & 1) != 0) {
                    addFresh(chunk * Chunk.SIZE + i);
                }
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
