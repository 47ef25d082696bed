package dev.promptlooper.projector.query.matrix;

import dev.promptlooper.projector.query.Results;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Beans of this package.
@Configuration(value = "matrixQueryConfiguration", proxyBeanMethods = false)
public class MatrixConfiguration {

    @Bean
    MatrixController matrixController(Results results) {
        return new MatrixController(new MatrixQueries(results));
    }
}
