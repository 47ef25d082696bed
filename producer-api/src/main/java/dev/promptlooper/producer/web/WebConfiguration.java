package dev.promptlooper.producer.web;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// Beans of this package.
@Configuration(value = "producerWebConfiguration", proxyBeanMethods = false)
@Import({ProblemAdvice.class, RequestProblems.class, DocumentController.class})
public class WebConfiguration {

    @Bean
    Actor actor() {
        return () -> "local";
    }
}
