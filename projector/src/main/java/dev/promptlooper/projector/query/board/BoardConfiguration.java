package dev.promptlooper.projector.query.board;

import dev.promptlooper.projector.query.Results;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Beans of this package.
@Configuration(value = "boardQueryConfiguration", proxyBeanMethods = false)
public class BoardConfiguration {

    @Bean
    BoardController boardController(Results results) {
        return new BoardController(results);
    }
}
