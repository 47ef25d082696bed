package dev.promptlooper.scoring;

import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.kafka.StartPhase;
import dev.promptlooper.contracts.kafka.StreamsApp;
import dev.promptlooper.contracts.kafka.TopicProvisioner;
import dev.promptlooper.scoring.board.AnswerTexts;
import dev.promptlooper.scoring.board.ScoringSettings;
import dev.promptlooper.scoring.board.ScoringTopology;
import dev.promptlooper.scoring.scorer.ScorerCatalog;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

import java.util.Map;

/// The life of the scoring application inside a Spring context.
final class ScoringService implements SmartLifecycle {

    private final KafkaSettings kafka;
    private final ScorerCatalog catalog;
    private final AnswerTexts texts;
    private final long commitIntervalMs;
    private final long cacheBytes;
    private @Nullable StreamsApp app;

    ScoringService(KafkaSettings kafka, ScorerCatalog catalog, AnswerTexts texts, long commitIntervalMs,
            long cacheBytes) {
        this.kafka = kafka;
        this.catalog = catalog;
        this.texts = texts;
        this.commitIntervalMs = commitIntervalMs;
        this.cacheBytes = cacheBytes;
    }

    @Override
    public synchronized void start() {
        if (app != null) {
            return;
        }
        String clusterId = new TopicProvisioner(kafka).provision();
        Map<String, Object> config = kafka.streams(ScoringTopology.APPLICATION_ID, true, commitIntervalMs, clusterId);
        config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, cacheBytes);
        StreamsApp started = new StreamsApp(ScoringTopology.create(catalog, texts, ScoringSettings.DEFAULT,
                kafka.limits(), System::nanoTime), config);
        started.start();
        app = started;
    }

    @Override
    public synchronized void stop() {
        StreamsApp running = app;
        if (running != null) {
            running.close();
            app = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return app != null;
    }

    @Override
    public int getPhase() {
        return StartPhase.SCORING;
    }

    /// State of the Streams application, or null before start and after stop.
    synchronized KafkaStreams.@Nullable State state() {
        return app == null ? null : app.streams().state();
    }
}
