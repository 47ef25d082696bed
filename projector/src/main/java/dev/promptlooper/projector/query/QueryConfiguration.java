package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.database.BodyStore;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.projector.projection.Projector;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.lang.management.ManagementFactory;
import java.time.InstantSource;

import javax.sql.DataSource;

/// Beans of the query API.
@Configuration(proxyBeanMethods = false)
@Import({QueryProblems.class, OpenApiController.class})
public class QueryConfiguration {

    @Bean
    Results results(DataSource dataSource) {
        return new Results(dataSource);
    }

    @Bean
    SweepQueries sweepQueries(Results results, InstantSource clock) {
        return new SweepQueries(results, clock);
    }

    @Bean
    RunQueries runQueries(Results results, SweepQueries sweeps, DataSource dataSource, KafkaSettings kafka) {
        return new RunQueries(results, sweeps, new LeaderboardQueries(results),
                new BodyStore(dataSource, kafka.limits()));
    }

    @Bean
    SweepQueryController sweepQueryController(Results results, SweepQueries sweeps, RunQueries runs) {
        return new SweepQueryController(sweeps, runs, new EventQueries(results), new Export(results));
    }

    @Bean
    VerdictController verdictQueryController(Results results, SweepQueries sweeps) {
        return new VerdictController(new VerdictQueries(results, sweeps));
    }

    @Bean
    OverviewController overviewQueryController(Results results, SweepQueries sweeps) {
        return new OverviewController(results, sweeps);
    }

    @Bean
    StatusController statusQueryController(Results results, Projector projector) {
        return new StatusController(results, projector,
                ManagementFactory.getRuntimeMXBean()::getUptime);
    }
}
