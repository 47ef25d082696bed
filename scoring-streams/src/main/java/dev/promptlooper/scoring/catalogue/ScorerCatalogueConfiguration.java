package dev.promptlooper.scoring.catalogue;

import dev.promptlooper.scoring.builtin.BuiltInScorers;
import dev.promptlooper.scoring.scorer.ScorerCatalog;
import dev.promptlooper.scoring.scorer.ScorerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.stream.Collectors;

/// Beans of this package.
@Configuration(proxyBeanMethods = false)
public class ScorerCatalogueConfiguration {

    @Bean
    ScorerController scorerController(ScorerCatalog scoringScorerCatalog) {
        return new ScorerController(scoringScorerCatalog,
                BuiltInScorers.factories().stream().map(ScorerFactory::type).collect(Collectors.toUnmodifiableSet()));
    }
}
