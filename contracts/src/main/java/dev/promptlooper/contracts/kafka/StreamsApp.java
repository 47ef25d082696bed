package dev.promptlooper.contracts.kafka;

import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The life of one Kafka Streams application: start, readiness, replacement of a failed thread, orderly close.
///
/// The topology may be another one than that of the last start: offsets and stores of the same names go on where they were, new
/// stores begin empty. All processes of an application have the same topology at any time, so a new version starts when the
/// old one has stopped.
public final class StreamsApp implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration REPLACE_AFTER = Duration.ofSeconds(1);

    private final String applicationId;
    private final KafkaStreams streams;
    private final CountDownLatch running = new CountDownLatch(1);

    public StreamsApp(Topology topology, Map<String, Object> config) {
        Properties properties = new Properties();
        properties.putAll(config);
        this.applicationId = String.valueOf(config.get(StreamsConfig.APPLICATION_ID_CONFIG));
        this.streams = new KafkaStreams(topology, properties);
        streams.setUncaughtExceptionHandler(this::afterFailure);
        streams.setStateListener((now, before) -> {
            LOG.debug("{} went from {} to {}", applicationId, before, now);
            if (now == KafkaStreams.State.RUNNING) {
                running.countDown();
            }
        });
    }

    private StreamThreadExceptionResponse afterFailure(Throwable error) {
        LOG.error("stream thread of {} failed and is replaced: {}", applicationId, error.toString(), error);
        // On the thread that ends: what fails again at once must not fill the log and a core.
        LockSupport.parkNanos(REPLACE_AFTER.toNanos());
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    public void start() {
        streams.start();
    }

    /// Waits until all assigned tasks are restored and processing.
    ///
    /// @return false when that did not happen in time
    public boolean awaitRunning(Duration timeout) throws InterruptedException {
        return running.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// True while the application processes or rebalances; false before start, after close and after a fatal error.
    public boolean isHealthy() {
        return streams.state().isRunningOrRebalancing();
    }

    /// For metrics and debugging.
    public KafkaStreams streams() {
        return streams;
    }

    @Override
    public void close() {
        // Leaving the group, which Streams does not do by itself: the next start would wait until the session has run out.
        if (!streams.close(CloseOptions.timeout(CLOSE_TIMEOUT)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP))) {
            LOG.warn("{} did not close within {} s; its state is restored from Kafka at the next start", applicationId,
                    CLOSE_TIMEOUT.toSeconds());
        }
    }
}
