package dev.promptlooper.scoring.board;

import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.topic.Limits;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.scoring.scorer.ScorerCatalog;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;

import java.util.function.LongSupplier;

/// Builds the scoring topology; pure, without side effects.
public final class ScoringTopology {

    /// Streams application and consumer group.
    public static final String APPLICATION_ID = "promptlooper-scoring";

    static final String RUNS_SCORED = "runs-scored";
    static final String CANDIDATE_STATS = "candidate-stats";
    static final String LEADERBOARDS = "leaderboards";
    static final String DEAD_LETTERS = "dead-letters";
    static final String JUDGES = "judges";

    private static final String SCORE = "score";
    private static final String BOARD = "board";
    static final String BOARD_DEAD_LETTERS = "board-dead-letters";

    private ScoringTopology() {}

    /// @param catalog  scorer types
    /// @param texts    where large answers are
    /// @param settings tuning
    /// @param limits   record sizes
    /// @param nanoTime monotonic clock by which emissions are paced
    public static Topology create(ScorerCatalog catalog, AnswerTexts texts, ScoringSettings settings, Limits limits,
            LongSupplier nanoTime) {
        Topology topology = new Topology();
        topology.addGlobalStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(Definitions.STORE), Serdes.String(),
                        Serdes.ByteArray()).withLoggingDisabled(),
                "definitions-source", new StringDeserializer(), new ByteArrayDeserializer(),
                Topic.SWEEP_DEFINITION.topicName(), "definitions-keeper", Definitions.Keeper::new);

        topology.addSource("runs-completed", new StringDeserializer(), Topic.RUN_COMPLETED.serde().deserializer(),
                Topic.RUN_COMPLETED.topicName());
        topology.addProcessor(SCORE, () -> new ScoreProcessor(catalog, texts, settings), "runs-completed");
        topology.addStateStore(Parking.store(ScoreProcessor.PARKED, limits.recordBytes()), SCORE);
        topology.addSink(RUNS_SCORED, Topic.RUN_SCORED.topicName(), new StringSerializer(),
                Topic.RUN_SCORED.serde().serializer(), SCORE);
        topology.addProcessor(JUDGES, JudgeResults::new, SCORE);
        topology.addSink(DEAD_LETTERS, Topic.DEAD_LETTER.topicName(), new ByteArraySerializer(),
                new ByteArraySerializer(), SCORE);

        topology.addSource("runs-scored-source", new StringDeserializer(), Topic.RUN_SCORED.serde().deserializer(),
                Topic.RUN_SCORED.topicName());
        topology.addProcessor(BOARD, () -> new BoardProcessor(settings, nanoTime), "runs-scored-source");
        BoardStores.builders().forEach(store -> topology.addStateStore(store, BOARD));
        topology.addSource("sweep-events-source", new StringDeserializer(), Topic.SWEEP_EVENT.serde().deserializer(),
                Topic.SWEEP_EVENT.topicName());
        topology.addProcessor("sweep-ends", SweepEnds::new, "sweep-events-source");
        topology.addStateStore(Retirement.store(), BOARD, "sweep-ends");
        topology.addStateStore(Parking.store(BoardProcessor.PARKED, limits.recordBytes()), BOARD);
        topology.addSink(CANDIDATE_STATS, Topic.CANDIDATE_STATS.topicName(), new StringSerializer(),
                Topic.CANDIDATE_STATS.serde().serializer(), BOARD);
        topology.addSink(LEADERBOARDS, Topic.LEADERBOARD.topicName(), new StringSerializer(),
                Topic.LEADERBOARD.serde().serializer(), BOARD);
        topology.addSink(BOARD_DEAD_LETTERS, Topic.DEAD_LETTER.topicName(), new ByteArraySerializer(),
                new ByteArraySerializer(), BOARD);
        return topology;
    }

    /// Where the answers of judges arrive. No scorer asks a judge yet, so such a record is unexpected and becomes a dead
    /// letter; a judge scorer takes this place.
    private static final class JudgeResults implements Processor<Object, Object, Void, Void> {
        @Override
        public void process(Record<Object, Object> record) {
            throw new IllegalStateException("a judge's answer for run "
                    + ((RunCompleted) record.value()).run().id() + " came, but no scorer asks judges");
        }
    }
}
