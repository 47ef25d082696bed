package dev.promptlooper.projector;

import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.projector.gateway.LiveConfiguration;
import dev.promptlooper.projector.live.ChangeFeed;
import dev.promptlooper.projector.projection.ProjectionSettings;
import dev.promptlooper.projector.projection.Projector;
import dev.promptlooper.projector.query.QueryConfiguration;
import dev.promptlooper.projector.query.WaitConfiguration;
import dev.promptlooper.projector.query.board.BoardConfiguration;
import dev.promptlooper.projector.query.compare.CompareConfiguration;
import dev.promptlooper.projector.query.letters.LetterConfiguration;
import dev.promptlooper.projector.query.matrix.MatrixConfiguration;
import dev.promptlooper.projector.query.optimum.OptimumConfiguration;
import dev.promptlooper.projector.query.pace.PaceConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import javax.sql.DataSource;

/// All beans of the projector. Needs `KafkaSettings`, `DataSource` and `InstantSource` from its surroundings. The projection holds
/// one connection of the pool for itself.
@Configuration(proxyBeanMethods = false)
@Import({QueryConfiguration.class, BoardConfiguration.class, PaceConfiguration.class, LetterConfiguration.class,
    OptimumConfiguration.class, MatrixConfiguration.class, CompareConfiguration.class, LiveConfiguration.class,
    WaitConfiguration.class})
public class ProjectorConfiguration {

    @Bean
    ChangeFeed changeFeed() {
        return new ChangeFeed();
    }

    @Bean(destroyMethod = "close")
    Projector projector(KafkaSettings kafka, DataSource dataSource, ChangeFeed changeFeed) {
        return new Projector(kafka, dataSource, changeFeed, ProjectionSettings.DEFAULT, System::nanoTime);
    }

    @Bean
    ProjectorLifecycle projectorLifecycle(Projector projector) {
        return new ProjectorLifecycle(projector);
    }

    @Bean
    ProjectorHealth projectorHealth(Projector projector) {
        return new ProjectorHealth(projector);
    }
}
