package dev.promptlooper.projector.projection;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A snapshot of the projection for the status page and for health. Immutable.
///
/// @param state      what it is doing
/// @param problem    what it waits for, in words; null when all is well
/// @param clusterId  Kafka cluster that the results are of; null before the first contact
/// @param epoch      epoch of the live feed; empty before the first contact
/// @param applied    records projected since the start of the process
/// @param poison     records set aside since the start of the process
/// @param partitions assigned partitions, sorted
public record ProjectionStatus(State state, @Nullable String problem, @Nullable String clusterId, String epoch,
        long applied, long poison, List<Partition> partitions) {

    public static final ProjectionStatus STARTING = new ProjectionStatus(State.STARTING, null, null, "", 0, 0,
            List.of());

    public ProjectionStatus {
        partitions = List.copyOf(partitions);
    }

    /// What the projection is doing.
    public enum State {
        STARTING, POSITIONING, RUNNING, WAITING, STOPPED
    }

    /// @param topic    topic name
    /// @param part     partition number
    /// @param position offset of the next record to project
    /// @param lag      records behind the end of the log; null while it is not known
    public record Partition(String topic, int part, long position, @Nullable Long lag) {}

    /// Records that are not yet projected, as far as it is known.
    public long lag() {
        return partitions.stream()
                .map(Partition::lag)
                .filter(java.util.Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum();
    }
}
