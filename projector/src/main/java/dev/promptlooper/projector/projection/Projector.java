package dev.promptlooper.projector.projection;

import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.kafka.TopicProvisioner;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.projector.live.ChangeFeed;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import javax.sql.DataSource;

/// The life of the projection: one thread that polls, and comes back after every failure. [#start()], [#close()] and
/// [#status()] may be called from any thread.
public final class Projector implements AutoCloseable {

    /// Consumer group, and the name under which dead letters are written.
    public static final String GROUP = "promptlooper-projector";

    private static final Logger LOG = LoggerFactory.getLogger(Projector.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

    private final KafkaSettings kafka;
    private final DataSource database;
    private final ChangeFeed feed;
    private final ProjectionSettings settings;
    private final LongSupplier nanoTime;
    private volatile ProjectionStatus status = ProjectionStatus.STARTING;
    private volatile @Nullable PollLoop loop;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread thread;

    public Projector(KafkaSettings kafka, DataSource database, ChangeFeed feed, ProjectionSettings settings,
            LongSupplier nanoTime) {
        this.kafka = kafka;
        this.database = database;
        this.feed = feed;
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    /// Starts the thread; Kafka and the database may come later.
    public synchronized void start() {
        if (thread != null) {
            throw new IllegalStateException("a projector is started once");
        }
        Thread started = Thread.ofPlatform().name("projector").unstarted(this::run);
        thread = started;
        started.start();
    }

    public ProjectionStatus status() {
        return status;
    }

    private void run() {
        ProjectionSchema schema = new ProjectionSchema(database, new SecureRandom());
        while (!isStopped()) {
            try (Projection projection = new Projection(database, schema)) {
                new TopicProvisioner(kafka).provision();
                try (PollLoop running = new PollLoop(kafka, settings, projection, feed, nanoTime,
                        now -> status = now)) {
                    loop = running;
                    if (!isStopped()) {
                        running.run(Batch.TOPICS.stream().map(Topic::topicName).toList());
                    }
                } finally {
                    loop = null;
                }
            } catch (WakeupException e) {
                LOG.debug("the projector was woken to stop");
            } catch (RuntimeException e) {
                LOG.error("the projection failed and starts again in {} ms: {}", settings.backoff().toMillis(),
                        e.toString(), e);
                report(ProjectionStatus.State.WAITING, e.toString());
                pause();
            }
        }
        report(ProjectionStatus.State.STOPPED, null);
    }

    private void report(ProjectionStatus.State state, @Nullable String problem) {
        ProjectionStatus last = status;
        status = new ProjectionStatus(state, problem, last.clusterId(), last.epoch(), last.applied(), last.poison(),
                List.of());
    }

    /// Until the back-off is over, or at once when it is to stop.
    private void pause() {
        try {
            if (stopping.await(settings.backoff().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("the projector stops instead of starting again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    private boolean isStopped() {
        return stopping.getCount() == 0;
    }

    /// Finishes the transaction under way and stops.
    @Override
    public void close() {
        stopping.countDown();
        PollLoop running = loop;
        if (running != null) {
            running.stop();
        }
        Thread started;
        synchronized (this) {
            started = thread;
        }
        if (started == null) {
            return;
        }
        try {
            if (!started.join(STOP_TIMEOUT)) {
                LOG.warn("the projector did not stop within {} s and is interrupted", STOP_TIMEOUT.toSeconds());
                started.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
