package dev.promptlooper.producer.sweeps;

import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import dev.promptlooper.producer.datasets.DatasetRepository;
import dev.promptlooper.producer.plan.DryRunner;
import dev.promptlooper.producer.plan.ResultsKnownAnswers;
import dev.promptlooper.producer.plan.SweepEstimator;
import dev.promptlooper.producer.prompts.PromptRepository;
import dev.promptlooper.producer.spending.SpendingCap;
import dev.promptlooper.producer.strategy.StrategyRegistry;
import dev.promptlooper.producer.web.Actor;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.time.InstantSource;
import java.util.UUID;

import javax.sql.DataSource;

/// Beans of this package.
@Configuration(value = "producerSweepConfiguration", proxyBeanMethods = false)
@Import(SweepController.class)
public class SweepConfiguration {

    @Bean
    SweepSchema sweepSchema() {
        return new SweepSchema();
    }

    @Bean
    ScorerTypes scorerTypes(@Value("${promptlooper.scorers:}") String plugins) {
        return ScorerTypes.builtIn(!plugins.isBlank());
    }

    @Bean
    SweepResolver sweepResolver(SweepSchema schema, PromptRepository prompts, DatasetRepository datasets,
            EndpointCatalog endpoints, ScorerTypes scorers, InstantSource clock) {
        return new SweepResolver(schema, new PromptResolver(prompts), new DatasetResolver(datasets),
                new SpaceResolver(endpoints), new ScoringResolver(scorers), clock);
    }

    @Bean
    Outbox commandOutbox(CatalogDatabase database, InstantSource clock) {
        return new Outbox(database.jdbc(), clock);
    }

    @Bean
    CommandRelay commandRelay(CatalogDatabase database, Outbox outbox, KafkaSettings settings) {
        return new CommandRelay(database, outbox, settings);
    }

    @Bean
    SpendingCap spendingCap(CatalogDatabase database, InstantSource clock) {
        return new SpendingCap(database, clock);
    }

    @Bean
    SweepStatusFeed sweepStatusFeed(CatalogDatabase database, SpendingCap cap, KafkaSettings settings) {
        return new SweepStatusFeed(database, cap, settings);
    }

    @Bean
    DryRunner dryRunner(EndpointCatalog endpoints, DatasetRepository datasets, DataSource database,
            KafkaSettings settings) {
        return new DryRunner(endpoints, datasets::cases, new ResultsKnownAnswers(database), StrategyRegistry.standard(),
                settings.limits());
    }

    @Bean
    SweepCommands sweepCommands(CatalogDatabase database, SweepResolver resolver, SweepEstimator estimator,
            DryRunner dryRunner, Outbox outbox,
            SpendingCap cap, Actor actor, InstantSource clock, KafkaSettings settings) {
        return new SweepCommands(database, resolver, estimator, dryRunner, outbox, cap, actor, clock, UUID::randomUUID,
                settings.limits().recordBytes());
    }

    @Bean
    CommandHealth producerApiHealthIndicator(Outbox outbox, CommandRelay relay, SweepStatusFeed feed) {
        return new CommandHealth(outbox, relay, feed);
    }
}
