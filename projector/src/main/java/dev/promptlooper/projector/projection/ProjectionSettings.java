package dev.promptlooper.projector.projection;

import java.time.Duration;

/// Pace of the projection.
///
/// @param maxPollRecords most records per transaction
/// @param fetchMinBytes  the broker waits for so many bytes …
/// @param fetchMaxWait   … but no longer than this: it bounds both the number of transactions per second and the delay
/// @param poll           longest wait of one poll
/// @param backoff        pause after a failure
/// @param check          how often schema, positions and identity of the log are looked at while all is quiet
public record ProjectionSettings(int maxPollRecords, int fetchMinBytes, Duration fetchMaxWait, Duration poll,
        Duration backoff, Duration check) {

    public static final ProjectionSettings DEFAULT = new ProjectionSettings(5_000, 64 << 10, Duration.ofMillis(100),
            Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(1));

    public ProjectionSettings {
        if (maxPollRecords < 1) {
            throw new IllegalArgumentException("maxPollRecords must be 1 or more, was " + maxPollRecords);
        }
    }
}
