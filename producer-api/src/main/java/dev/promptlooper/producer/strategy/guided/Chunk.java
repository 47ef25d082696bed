package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.strategy.guided.model.CaseEffects;

import java.nio.ByteBuffer;

/// Results of up to 64 neighbouring positions of a candidate as bytes: five bit sets (ended, without a score, exactly 1, any other
/// score than 0 and 1, not yet seen by a fit), then those other scores in order. What is neither 1 nor other is 0.
final class Chunk {

    static final int SIZE = 64;
    private static final int FLAGS = 5 * Long.BYTES;

    private Chunk() {}

    /// @param cells  results by position, [CaseEffects#PENDING] where there is none
    /// @param from   the first position of the chunk in `cells`, which may end before the chunk does
    /// @param unseen positions that no fit has seen, the lowest bit is `from`
    static byte[] write(float[] cells, int from, long unseen) {
        int to = Math.min(cells.length, from + SIZE);
        long ended = 0;
        long none = 0;
        long ones = 0;
        long others = 0;
        for (int i = from; i < to; i++) {
            long bit = 1L << (i - from);
            if (!Float.isNaN(cells[i])) {
                ended |= bit;
                none |= cells[i] == CaseEffects.NONE ? bit : 0;
                ones |= cells[i] == 1 ? bit : 0;
                others |= cells[i] != CaseEffects.NONE && cells[i] != 0 && cells[i] != 1 ? bit : 0;
            }
        }
        ByteBuffer buffer = ByteBuffer.allocate(FLAGS + Float.BYTES * Long.bitCount(others));
        buffer.putLong(ended).putLong(none).putLong(ones).putLong(others).putLong(unseen);
        for (int i = from; i < to; i++) {
            if ((others >>> (i - from) & 1) != 0) {
                buffer.putFloat(cells[i]);
            }
        }
        return buffer.array();
    }

    /// Reads what has ended; other positions stay as they are.
    ///
    /// @param from where the first position of the chunk goes; what lies beyond the end of `into` is left out
    /// @return positions that no fit has seen, the lowest bit is `from`
    static long read(byte[] bytes, float[] into, int from) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long ended = buffer.getLong();
        long none = buffer.getLong();
        long ones = buffer.getLong();
        long others = buffer.getLong();
        long unseen = buffer.getLong();
        int to = Math.min(into.length, from + SIZE);
        for (int i = from; i < to; i++) {
            int bit = i - from;
            if ((ended >>> bit & 1) != 0) {
                into[i] = (none >>> bit & 1) != 0
                        ? CaseEffects.NONE
                        : (others >>> bit & 1) != 0 ? buffer.getFloat() : ones >>> bit & 1;
            }
        }
        return unseen;
    }
}
