package dev.promptlooper.contracts.kafka;

import org.apache.kafka.common.errors.InvalidRequestException;
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
        if (isTopologyRefused(error)) {
            LOG.error(
                    "{} stops: Kafka keeps the topology that an earlier version of the program gave this group, and takes no other "
                            + "one. Start with a new data directory (or, on an external broker, delete the group {}), or go back to the "
                            + "earlier version",
                    applicationId, applicationId);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.error("stream thread of {} failed and is replaced: {}", applicationId, error.toString(), error);
        // On the thread that ends: what fails again at once must not fill the log and a core.
        LockSupport.parkNanos(REPLACE_AFTER.toNanos());
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /// Trying again cannot help: groups of the streams protocol cannot change their topology yet.
    static boolean isTopologyRefused(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidRequestException && String.valueOf(cause.getMessage()).contains("opology")) {
                return true;
            }
        }
        return false;
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
        if (!streams.close(CLOSE_TIMEOUT)) {
            LOG.warn("{} did not close within {} s; its state is restored from Kafka at the next start", applicationId,
                    CLOSE_TIMEOUT.toSeconds());
        }
    }
}
