package dev.promptlooper.executor.limits;

import java.util.Set;

/// The part of every limit that belongs to this process. Limits are meant for all executors together: each partition of
/// `call.requested` carries its part of a limit, and a process has the parts of the partitions that it calls for. The parts of all
/// partitions add up to the limit exactly, so the executors keep it without talking to each other.
///
/// A process gets 1 of every limit whatever its partitions: it could make no call otherwise. So a limit below the number of
/// executors is passed. Immutable.
///
/// @param partitions numbers of the partitions of this process, 0-based
/// @param total      partitions of the topic, 1 or more
public record Share(Set<Integer> partitions, int total) {

    /// Of a process that calls for all partitions.
    public static final Share WHOLE = new Share(Set.of(0), 1);

    public Share {
        partitions = Set.copyOf(partitions);
        for (int partition : partitions) {
            if (partition < 0 || partition >= total) {
                throw new IllegalArgumentException(
                        "partition " + partition + " does not exist, there are " + total);
            }
        }
    }

    /// The part of a limit, 1 or more.
    public int part(int limit) {
        long part = 0;
        for (int partition : partitions) {
            part += upTo(partition + 1, limit) - upTo(partition, limit);
        }
        return (int) Math.max(1, part);
    }

    private long upTo(int partition, int limit) {
        return (long) limit * partition / total;
    }
}
