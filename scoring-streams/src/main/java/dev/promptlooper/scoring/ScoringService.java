package dev.promptlooper.scoring;

import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.kafka.StartPhase;
import dev.promptlooper.contracts.kafka.StreamsLife;
import dev.promptlooper.scoring.board.AnswerTexts;
import dev.promptlooper.scoring.board.ScoringSettings;
import dev.promptlooper.scoring.board.ScoringTopology;
import dev.promptlooper.scoring.scorer.ScorerCatalog;
import org.apache.kafka.streams.StreamsConfig;
import org.springframework.context.SmartLifecycle;

import java.util.Map;

/// Runs the scoring application inside the application context.
final class ScoringService extends StreamsLife implements SmartLifecycle {

    ScoringService(KafkaSettings kafka, ScorerCatalog catalog, AnswerTexts texts, long commitIntervalMs,
            long cacheBytes) {
        super(kafka, StartPhase.SCORING, () -> ScoringTopology.create(catalog, texts, ScoringSettings.DEFAULT,
                kafka.limits(), System::nanoTime), clusterId -> {
                    Map<String, Object> config = kafka.streams(ScoringTopology.APPLICATION_ID, true, commitIntervalMs,
                            clusterId);
                    config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, cacheBytes);
                    return config;
                });
    }
}
