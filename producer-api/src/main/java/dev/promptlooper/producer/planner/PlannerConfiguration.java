package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.kafka.RetryLater;
import dev.promptlooper.producer.plan.ResultsKnownAnswers;
import dev.promptlooper.producer.plan.SampledEstimator;
import dev.promptlooper.producer.plan.SweepEstimator;
import dev.promptlooper.producer.strategy.StrategyRegistry;
import org.apache.kafka.common.KafkaException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import javax.sql.DataSource;

/// The beans of the planner and of the estimator. Needs `KafkaSettings`, `EndpointCatalog`, `CaseSource` and `DataSource`.
@Configuration(proxyBeanMethods = false)
public class PlannerConfiguration {

    @Bean
    StrategyRegistry strategyRegistry() {
        return StrategyRegistry.standard();
    }

    @Bean
    CasePages plannerCasePages(CaseSource cases) {
        return new CasePages(cases);
    }

    @Bean
    PlannerSettings plannerSettings() {
        return PlannerSettings.fromEnvironment(System.getenv());
    }

    @Bean
    PlannerLifecycle plannerLifecycle(KafkaSettings kafka, EndpointCatalog endpoints, CasePages plannerCasePages,
            StrategyRegistry strategyRegistry, PlannerSettings plannerSettings) {
        return new PlannerLifecycle(kafka,
                new PlannerParts(endpoints, plannerCasePages, strategyRegistry,
                        new FairShares(plannerSettings.queueSeconds()), plannerSettings, kafka.limits(),
                        PlannerConfiguration::isInfrastructure));
    }

    @Bean
    PlannerStatus plannerStatus(PlannerLifecycle plannerLifecycle) {
        return plannerLifecycle::isHealthy;
    }

    @Bean
    SweepEstimator sweepEstimator(EndpointCatalog endpoints, CaseSource cases, DataSource database,
            StrategyRegistry strategyRegistry, KafkaSettings kafka) {
        return new SampledEstimator(endpoints, cases::cases, new ResultsKnownAnswers(database), strategyRegistry,
                kafka.limits());
    }

    private static boolean isInfrastructure(RuntimeException failure) {
        return failure instanceof KafkaException || failure instanceof RetryLater;
    }
}
