package dev.promptlooper.scoring;

import dev.promptlooper.contracts.database.BodyStore;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.scoring.builtin.BuiltInScorers;
import dev.promptlooper.scoring.catalogue.ScorerCatalogueConfiguration;
import dev.promptlooper.scoring.scorer.ScorerCatalog;
import dev.promptlooper.scoring.scorer.ScorerFactory;
import dev.promptlooper.scoring.scorer.ScorerJars;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import javax.sql.DataSource;

/// All beans of the scoring module. Needs `KafkaSettings` and `DataSource` from the context.
///
/// Properties: `promptlooper.scorers` (environment `PROMPTLOOPER_SCORERS`), a folder with jars of foreign scorers;
/// `promptlooper.scoring.commit-interval-ms` (100); `promptlooper.scoring.cache-bytes` (33554432).
@Configuration(proxyBeanMethods = false)
@Import(ScorerCatalogueConfiguration.class)
public class ScoringConfiguration {

    @Bean
    ScorerCatalog scoringScorerCatalog(@Value("${promptlooper.scorers:}") String folder) {
        List<ScorerFactory> foreign = new ArrayList<>(ScorerJars.onClassPath());
        if (!folder.isBlank()) {
            Set<String> taken = BuiltInScorers.catalog(foreign).factories().keySet();
            foreign.addAll(ScorerJars.inFolder(Path.of(folder), taken.stream().collect(Collectors.toSet())));
        }
        return BuiltInScorers.catalog(foreign);
    }

    @Bean
    ScoringService scoringService(KafkaSettings kafka, DataSource database, ScorerCatalog scoringScorerCatalog,
            @Value("${promptlooper.scoring.commit-interval-ms:100}") long commitIntervalMs,
            @Value("${promptlooper.scoring.cache-bytes:33554432}") long cacheBytes) {
        return new ScoringService(kafka, scoringScorerCatalog, new BodyStore(database, kafka.limits())::load,
                commitIntervalMs, cacheBytes);
    }

    @Bean
    ScoringHealth scoringHealth(ScoringService scoringService) {
        return new ScoringHealth(scoringService);
    }
}
