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
    SweepQueryController sweepQueryController(DataSource dataSource, KafkaSettings kafka, InstantSource clock) {
        Results results = new Results(dataSource);
        SweepQueries sweeps = new SweepQueries(results, clock);
        LeaderboardQueries leaderboards = new LeaderboardQueries(results);
        return new SweepQueryController(sweeps, leaderboards,
                new RunQueries(results, sweeps, leaderboards, new BodyStore(dataSource, kafka.limits())),
                new Export(results));
    }

    @Bean
    VerdictController verdictQueryController(DataSource dataSource, InstantSource clock) {
        Results results = new Results(dataSource);
        return new VerdictController(new VerdictQueries(results, new SweepQueries(results, clock)));
    }

    @Bean
    StatusController statusQueryController(DataSource dataSource, Projector projector) {
        return new StatusController(new Results(dataSource), projector,
                ManagementFactory.getRuntimeMXBean()::getUptime);
    }
}
