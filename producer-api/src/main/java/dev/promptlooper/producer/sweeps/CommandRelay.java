package dev.promptlooper.producer.sweeps;

import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.kafka.StartPhase;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Carries the outbox to Kafka, in order per sweep, as often as it takes. A record is deleted after the broker has it, so a
/// crash in between sends it again; the planner knows commands by their version.
final class CommandRelay implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(CommandRelay.class);
    /// Also how long commands of another process wait when that process died.
    private static final long PAUSE_MS = 1_000;
    private static final long STOP_MS = 12_000;

    private final CatalogDatabase database;
    private final Outbox outbox;
    private final KafkaSettings settings;
    private volatile boolean running;
    private volatile boolean failing;
    private @Nullable Thread thread;

    CommandRelay(CatalogDatabase database, Outbox outbox, KafkaSettings settings) {
        this.database = database;
        this.outbox = outbox;
        this.settings = settings;
    }

    /// True while records cannot be delivered.
    boolean isFailing() {
        return failing;
    }

    @Override
    public synchronized void start() {
        if (!running) {
            running = true;
            thread = Thread.ofPlatform().name("command-relay").start(this::loop);
        }
    }

    @Override
    public void stop() {
        Thread stopping;
        synchronized (this) {
            running = false;
            stopping = thread;
            thread = null;
        }
        outbox.kick();
        if (stopping != null) {
            try {
                stopping.join(STOP_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return StartPhase.COMMANDS;
    }

    private void loop() {
        DefaultKafkaProducerFactory<String, byte[]> producers = new DefaultKafkaProducerFactory<>(producer());
        KafkaTemplate<String, byte[]> kafka = new KafkaTemplate<>(producers);
        try {
            while (running) {
                try {
                    while (running && relay(kafka) > 0) {
                        // until the outbox is empty
                    }
                } catch (RuntimeException e) {
                    report(String.valueOf(e.getMessage()));
                }
                outbox.await(PAUSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            producers.destroy();
        }
    }

    /// One record of every sweep.
    ///
    /// @return how many the broker took
    private int relay(KafkaTemplate<String, byte[]> kafka) {
        return database.inTransaction(() -> {
            List<Outbox.Row> heads = outbox.heads();
            Map<Long, CompletableFuture<SendResult<String, byte[]>>> sent = new LinkedHashMap<>();
            String failure = null;
            try {
                for (Outbox.Row row : heads) {
                    sent.put(row.id(), kafka.send(row.topic(), row.key(), row.value()));
                }
            } catch (RuntimeException e) {
                failure = String.valueOf(e.getMessage());
            }
            List<Long> delivered = new ArrayList<>();
            for (Map.Entry<Long, CompletableFuture<SendResult<String, byte[]>>> entry : sent.entrySet()) {
                try {
                    entry.getValue().get();
                    delivered.add(entry.getKey());
                } catch (ExecutionException e) {
                    failure = String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    failure = "interrupted";
                    break;
                }
            }
            outbox.delete(delivered);
            if (failure != null) {
                report(failure);
                return 0;
            }
            if (failing && !delivered.isEmpty()) {
                failing = false;
                LOG.atInfo().addKeyValue("delivered", delivered.size()).log("commands reach Kafka again");
            }
            return delivered.size();
        });
    }

    private void report(String cause) {
        if (!failing) {
            failing = true;
            LOG.atWarn().addKeyValue("cause", cause).log("commands cannot be delivered; they are kept and tried again");
        }
    }

    private Map<String, Object> producer() {
        Map<String, Object> props = new LinkedHashMap<>(settings.producer());
        // Give up a record sooner than the default two minutes: the outbox tries again anyway, and a transaction waits.
        props.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        props.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        props.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        props.put(ProducerConfig.CLIENT_ID_CONFIG, "promptlooper-api");
        return props;
    }
}
