package dev.promptlooper.contracts.topic;

import dev.promptlooper.contracts.event.CallFailed;
import dev.promptlooper.contracts.event.CallRequested;
import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.DeadLetter;
import dev.promptlooper.contracts.event.Leaderboard;
import dev.promptlooper.contracts.event.ResponseRecorded;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.json.JsonSerde;
import dev.promptlooper.contracts.sweep.SweepDefinition;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The topic catalogue. A constant is a topic: its name, its key, its value type, how it is cleaned up. Nothing else in the
/// project spells a topic name.
///
/// All topics have the same partition count and the default (murmur2) partitioner. The design stands on that for
/// [#RUN_REQUESTED], [#CALL_REQUESTED], [#CALL_FAILED] and [#RESPONSE]: they are co-partitioned by config hash, which makes
/// the single flight of a hash the business of exactly one task.
///
/// @param <T> the value type
public final class Topic<T> {

    public static final Topic<SweepCommand> SWEEP_COMMAND = new Topic<>("sweep.command", "sweepId", SweepCommand.class, Cleanup.LONG, true);
    public static final Topic<SweepDefinition> SWEEP_DEFINITION = new Topic<>("sweep.definition", "sweepId", SweepDefinition.class,
            Cleanup.COMPACT, true);
    public static final Topic<SweepEvent> SWEEP_EVENT = new Topic<>("sweep.event", "sweepId", SweepEvent.class, Cleanup.LONG, true);
    public static final Topic<RunRequested> RUN_REQUESTED = new Topic<>("run.requested", "config hash", RunRequested.class, Cleanup.WORK,
            true);
    public static final Topic<CallRequested> CALL_REQUESTED = new Topic<>("call.requested", "config hash", CallRequested.class,
            Cleanup.WORK, false);
    public static final Topic<CallFailed> CALL_FAILED = new Topic<>("call.failed", "config hash", CallFailed.class, Cleanup.WORK, false);
    public static final Topic<ResponseRecorded> RESPONSE = new Topic<>("response", "config hash", ResponseRecorded.class, Cleanup.COMPACT,
            true);
    public static final Topic<RunCompleted> RUN_COMPLETED = new Topic<>("run.completed", "sweepId/caseIndex", RunCompleted.class,
            Cleanup.WORK, true);
    public static final Topic<RunScored> RUN_SCORED = new Topic<>("run.scored", "sweepId", RunScored.class, Cleanup.LONG, true);
    public static final Topic<CandidateStats> CANDIDATE_STATS = new Topic<>("candidate.stats", "sweepId/candidateIndex",
            CandidateStats.class, Cleanup.COMPACT, true);
    public static final Topic<Leaderboard> LEADERBOARD = new Topic<>("leaderboard", "sweepId", Leaderboard.class, Cleanup.COMPACT, true);
    public static final Topic<Verdict> VERDICT = new Topic<>("verdict", "sweepId", Verdict.class, Cleanup.COMPACT, true);
    public static final Topic<DeadLetter> DEAD_LETTER = new Topic<>("dead-letter", "original key", DeadLetter.class, Cleanup.LONG, true);

    /// Every topic, in the order a run meets them.
    public static final List<Topic<?>> ALL = List.of(SWEEP_COMMAND, SWEEP_DEFINITION, SWEEP_EVENT, RUN_REQUESTED, CALL_REQUESTED,
            CALL_FAILED, RESPONSE, RUN_COMPLETED, RUN_SCORED, CANDIDATE_STATS, LEADERBOARD, VERDICT, DEAD_LETTER);

    /// Topics whose partition counts must be equal for single flight to hold.
    public static final List<Topic<?>> CO_PARTITIONED = List.of(RUN_REQUESTED, CALL_REQUESTED, CALL_FAILED, RESPONSE);

    /// How records leave a topic.
    public enum Cleanup {
        /// Work in progress: deleted after 7 days.
        WORK,
        /// The record of what happened, from which the projection is rebuilt: kept for ever.
        LONG,
        /// The newest record per key is kept for ever.
        COMPACT
    }

    private final String shortName;
    private final String key;
    private final Class<T> type;
    private final Cleanup cleanup;
    private final boolean isPublic;
    private final JsonSerde<T> serde;

    private Topic(String shortName, String key, Class<T> type, Cleanup cleanup, boolean isPublic) {
        this.shortName = shortName;
        this.key = key;
        this.type = type;
        this.cleanup = cleanup;
        this.isPublic = isPublic;
        this.serde = new JsonSerde<>(type);
    }

    /// Full name, for example `promptlooper.run.scored.v1`.
    public String topicName() {
        return "promptlooper." + shortName + ".v1";
    }

    /// Name without prefix and version, for logs and documents.
    public String shortName() {
        return shortName;
    }

    /// What the key is, in words.
    public String key() {
        return key;
    }

    public Class<T> type() {
        return type;
    }

    public Cleanup cleanup() {
        return cleanup;
    }

    /// True when consumers outside of the project may rely on it; described in `docs/asyncapi.yaml`.
    public boolean isPublic() {
        return isPublic;
    }

    /// Codec of the values. Thread-safe.
    public JsonSerde<T> serde() {
        return serde;
    }

    /// Broker-side configuration.
    public Map<String, String> config(Limits limits) {
        String size = String.valueOf(limits.recordBytes());
        return switch (cleanup) {
            case WORK -> Map.of("cleanup.policy", "delete", "retention.ms", millis(Duration.ofDays(7)), "segment.bytes",
                    String.valueOf(64 << 20), "max.message.bytes", size);
            case LONG -> Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1", "max.message.bytes", size);
            case COMPACT -> Map.of("cleanup.policy", "compact", "segment.ms", millis(Duration.ofHours(1)), "segment.bytes",
                    String.valueOf(64 << 20), "min.cleanable.dirty.ratio", "0.3", "max.compaction.lag.ms", millis(Duration.ofHours(6)),
                    "delete.retention.ms", millis(Duration.ofDays(7)), "max.message.bytes", size);
        };
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }

    @Override
    public String toString() {
        return topicName();
    }
}
