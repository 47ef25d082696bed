package dev.promptlooper.projector.projection;

import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.projector.live.ChangeFeed;
import dev.promptlooper.projector.projection.ProjectionStatus.State;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Polls, has applied, and recovers. Nothing that was read is ever kept over a failure: everything is paused, the loop polls on (so
/// that the group keeps the member), and when the database answers again it seeks to the database's positions and reads
/// anew. One way to begin, to take partitions over, and to recover. Confined to one thread, except [#stop()].
final class PollLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);
    private static final long REPORT_NANOS = Duration.ofMillis(500).toNanos();

    private final ProjectionSettings settings;
    private final Projection projection;
    private final LongSupplier nanoTime;
    private final Consumer<ProjectionStatus> report;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Admin admin;
    private final Applier applier;
    private volatile boolean stopped;

    private boolean mustPosition = true;
    private @Nullable String problem;
    private @Nullable KafkaLog log;
    private long retryAt;
    private long nextCheck;
    private long nextReport;

    PollLoop(KafkaSettings kafka, ProjectionSettings settings, Projection projection, ChangeFeed feed,
            LongSupplier nanoTime, Consumer<ProjectionStatus> report) {
        this.settings = settings;
        this.projection = projection;
        this.nanoTime = nanoTime;
        this.report = report;
        this.retryAt = nanoTime.getAsLong();
        this.nextCheck = retryAt;
        this.nextReport = retryAt;
        this.consumer = new KafkaConsumer<>(consumerConfig(kafka, settings));
        this.admin = Admin.create(kafka.common());
        this.applier = new Applier(projection, feed, new PoisonOutlet(kafka));
    }

    private static Map<String, Object> consumerConfig(KafkaSettings kafka, ProjectionSettings settings) {
        Map<String, Object> config = kafka.consumer(Projector.GROUP);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.maxPollRecords());
        config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, settings.fetchMinBytes());
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) settings.fetchMaxWait().toMillis());
        // Bounds what is buffered, compressed; the default of 50 MB is too much beside a broker in one small process.
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Math.max(8 << 20, kafka.limits().recordBytes()));
        // The database knows the position. A position that Kafka does not have must be noticed, not papered over.
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return config;
    }

    void stop() {
        stopped = true;
        consumer.wakeup();
    }

    void run(Collection<String> topics) {
        consumer.subscribe(topics, new Rebalance());
        while (!stopped) {
            try {
                step();
            } catch (InvalidOffsetException e) {
                startOver("a position is not in the log any more: " + e.getMessage());
            }
        }
    }

    private void step() {
        ConsumerRecords<String, byte[]> records = consumer.poll(settings.poll());
        long now = nanoTime.getAsLong();
        try {
            if (mustPosition) {
                if (now - retryAt >= 0 && !consumer.assignment().isEmpty()) {
                    position();
                }
            } else if (!records.nextOffsets().isEmpty()) {
                apply(records);
            } else if (now - nextCheck >= 0) {
                nextCheck = now + settings.check().toNanos();
                if (!projection.isIntact()) {
                    startOver("the results were changed by somebody else, or dropped");
                }
            }
        } catch (SQLException e) {
            fail(e);
        } catch (PositionsMoved e) {
            startOver(e.getMessage());
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (org.apache.kafka.common.KafkaException e) {
            LOG.warn("Kafka does not answer, the projection waits: {}", e.toString());
            wait("Kafka: " + e.getMessage());
        }
        if (now - nextReport >= 0) {
            nextReport = now + REPORT_NANOS;
            report();
        }
    }

    private void position() throws SQLException {
        Set<TopicPartition> partitions = consumer.assignment();
        KafkaLog current = KafkaLog.describe(admin, partitions);
        log = current;
        Map<TopicPartition, Long> positions = projection.assume(partitions, current);
        for (Map.Entry<TopicPartition, Long> entry : positions.entrySet()) {
            long start = current.start().getOrDefault(entry.getKey(), 0L);
            if (entry.getValue() < start) {
                LOG.error(
                        "{} begins at {}, but only {} records of it are projected: retention deleted the rest and they are "
                                + "missing from the results; keep the topic longer",
                        entry.getKey(), start, entry.getValue());
            }
            consumer.seek(entry.getKey(), Math.max(start, entry.getValue()));
        }
        consumer.resume(partitions);
        mustPosition = false;
        problem = null;
        nextReport = nanoTime.getAsLong();
        LOG.info("projecting {} partitions of cluster {}", positions.size(), current.clusterId());
    }

    private void apply(ConsumerRecords<String, byte[]> records) throws SQLException, PositionsMoved {
        Map<TopicPartition, Long> next = new HashMap<>();
        records.nextOffsets().forEach((partition, offset) -> next.put(partition, offset.offset()));
        if (next.keySet().stream().anyMatch(partition -> projection.position(partition) == null)) {
            startOver("records of a partition that was not positioned");
            return;
        }
        applier.apply(records, next);
        consumer.commitAsync(records.nextOffsets(), (offsets, error) -> {
            // The truth is in the database. This is for tools that show a group's lag, and to recognise a database that went back.
            if (error != null) {
                LOG.debug("offsets were not committed: {}", error.toString());
            }
        });
    }

    private void fail(SQLException e) {
        if (DatabaseFault.of(e) == DatabaseFault.SCHEMA_GONE) {
            startOver("tables are missing: " + e.getMessage());
            return;
        }
        if (problem == null) {
            LOG.warn("the database does not take the results, the projection waits and tries again: {}",
                    e.getMessage());
        }
        wait("database: " + e.getMessage());
        projection.disconnect();
    }

    private void wait(String what) {
        pauseAll();
        problem = what;
        retryAt = nanoTime.getAsLong() + settings.backoff().toNanos();
        report();
    }

    private void startOver(@Nullable String why) {
        LOG.warn("starting over from the database's positions: {}", why);
        fromPositions();
    }

    private void fromPositions() {
        pauseAll();
        retryAt = nanoTime.getAsLong();
    }

    private void pauseAll() {
        mustPosition = true;
        consumer.pause(consumer.assignment());
    }

    private void report() {
        State state = problem != null ? State.WAITING : mustPosition ? State.POSITIONING : State.RUNNING;
        List<ProjectionStatus.Partition> partitions = consumer.assignment()
                .stream()
                .sorted(Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition))
                .map(this::describe)
                .toList();
        KafkaLog known = log;
        report.accept(new ProjectionStatus(state, problem, known == null ? null : known.clusterId(), projection.epoch(),
                applier.applied(), applier.poison(), partitions));
    }

    private ProjectionStatus.Partition describe(TopicPartition partition) {
        Long position = projection.position(partition);
        var lag = mustPosition ? java.util.OptionalLong.empty() : consumer.currentLag(partition);
        return new ProjectionStatus.Partition(partition.topic(), partition.partition(), position == null ? 0 : position,
                lag.isPresent() ? lag.getAsLong() : null);
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(5)));
        admin.close(Duration.ofSeconds(5));
        applier.close();
    }

    /// Whatever changes hands: everything begins at the database's positions.
    private final class Rebalance implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // Paused until positioned; some position is needed so that the consumer does not ask the group for one.
            partitions.forEach(partition -> consumer.seek(partition, new OffsetAndMetadata(0)));
            LOG.info("{} partitions were assigned; starting from the database's positions", partitions.size());
            fromPositions();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // What is applied is committed in the database; there is nothing to finish.
        }
    }
}
