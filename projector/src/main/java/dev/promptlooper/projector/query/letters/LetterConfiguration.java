package dev.promptlooper.projector.query.letters;

import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.projector.query.Results;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Beans of this package.
@Configuration(value = "letterQueryConfiguration", proxyBeanMethods = false)
public class LetterConfiguration {

    @Bean(destroyMethod = "close")
    Replayer deadLetterReplayer(KafkaSettings kafka) {
        return new Replayer(kafka);
    }

    @Bean
    LetterController letterController(Results results, Replayer deadLetterReplayer) {
        return new LetterController(new LetterQueries(results), deadLetterReplayer);
    }
}
