package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.database.BodyStore;
import dev.promptlooper.contracts.egress.EgressGuard;
import dev.promptlooper.contracts.egress.EndpointConnections;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// The caller as a whole: the poll loop and the life of everything around it. Start and stop once.
public final class Caller implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Caller.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration POLL_WHEN_FULL = Duration.ofMillis(20);
    private static final long AFTER_ERROR_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(20).toNanos();
    private static final Duration STANDBY_AFTER = Duration.ofSeconds(15);

    private final CallerSettings settings;
    private final LongSupplier nanoTime;
    private final ScheduledThreadPoolExecutor timer;
    private final Producer<byte[], byte[]> producer;
    private final CallRunner runner;
    private final CallDesk desk;
    private final CallSource source;
    private final Thread thread;
    private volatile boolean running = true;
    private volatile long startedAt;
    private volatile long polledAt;

    /// Connects; nothing is called before [#start].
    ///
    /// @param environment where `env:` references of endpoints look, and `LLM_ALLOWED_HOSTS`
    /// @throws IllegalArgumentException when `LLM_ALLOWED_HOSTS` is malformed
    public Caller(KafkaSettings kafka, CallerSettings settings, EndpointCatalog catalog, BodyStore bodies,
            Map<String, String> environment, InstantSource clock, LongSupplier nanoTime, RandomGenerator random) {
        EgressGuard guard = EgressGuard.fromEnvironment(environment); // first: it may refuse, and nothing is open yet
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.timer = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().name("caller-timer").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        Map<String, Object> config = kafka.producer();
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        this.producer = new KafkaProducer<>(config);
        Endpoints endpoints = new Endpoints(catalog);
        HttpAttempt http = new HttpAttempt(new EndpointConnections(guard), kafka.limits(), environment, clock, timer,
                nanoTime);
        this.runner = new CallRunner(http, endpoints, bodies, new KafkaResults(producer, timer), settings.backoff(),
                random, clock, nanoTime);
        this.desk = new CallDesk(settings, endpoints, runner, timer, nanoTime);
        this.source = new KafkaCallSource(kafka, settings, producer, desk::share, clock, nanoTime);
        this.thread = Thread.ofPlatform().name("caller-poll").daemon().unstarted(this::loop);
    }

    public void start() {
        startedAt = nanoTime.getAsLong();
        polledAt = startedAt;
        thread.start();
    }

    /// True while the loop runs and takes part in the group: it has partitions, or stands by because others have them all.
    public boolean isHealthy() {
        long now = nanoTime.getAsLong();
        boolean polling = thread.isAlive() && now - polledAt < STANDBY_AFTER.toNanos();
        return polling && (isAssigned() || now - startedAt > STANDBY_AFTER.toNanos());
    }

    /// True once partitions are assigned.
    public boolean isAssigned() {
        return partitions() > 0;
    }

    /// Partitions that it calls for; its share of every limit.
    public int partitions() {
        return source.partitions();
    }

    /// Calls waiting and under way.
    public int calls() {
        return desk.size();
    }

    /// What is going on per endpoint, for people.
    public Map<String, String> describe() {
        return desk.describe();
    }

    /// Stops polling, waits a few seconds for calls under way, commits, leaves. Calls that were broken off are called again by
    /// whoever has their partition next.
    @Override
    public void close() {
        running = false;
        source.wakeup();
        try {
            thread.join(settings.drain().plusSeconds(15));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// As after `kill -9`: nothing is waited for, nothing is committed. For tests of take-over.
    void abandon() {
        desk.stop(); // first: a slot that becomes free from here on must not start what a dead process could not
        runner.close();
        producer.close(Duration.ZERO);
        running = false;
        thread.interrupt();
    }

    private void loop() {
        while (running) {
            try {
                boolean accept = desk.hasRoom();
                source.poll(accept ? POLL : POLL_WHEN_FULL, accept).forEach(desk::submit);
                polledAt = nanoTime.getAsLong();
            } catch (KafkaException e) {
                if (running) {
                    LOG.error("the caller cannot poll, it tries again: {}", e.toString());
                    LockSupport.parkNanos(AFTER_ERROR_NANOS);
                }
            }
        }
        shutDown();
    }

    private void shutDown() {
        desk.stop();
        long deadline = nanoTime.getAsLong() + settings.drain().toNanos();
        while (runner.active() > 0 && nanoTime.getAsLong() < deadline) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        runner.close();
        timer.shutdown();
        producer.close(Duration.ofSeconds(5)); // waits for what is not acknowledged yet
        try {
            source.close();
        } catch (KafkaException e) {
            LOG.warn("the caller did not leave its group in order: {}", e.toString());
        }
    }
}
