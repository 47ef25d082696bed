package dev.promptlooper.producer.web;

import dev.promptlooper.contracts.access.Principal;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/// Beans of this package.
@Configuration(value = "producerWebConfiguration", proxyBeanMethods = false)
@Import({ProblemAdvice.class, RequestProblems.class, DocumentController.class})
public class WebConfiguration {

    @Bean
    Actor actor() {
        return WebConfiguration::principal;
    }

    private static Principal principal() {
        Object principal = RequestContextHolder.currentRequestAttributes()
                .getAttribute(Principal.ATTRIBUTE, RequestAttributes.SCOPE_REQUEST);
        if (principal instanceof Principal known) {
            return known;
        }
        throw new IllegalStateException("no door stands before this route, so it is not known who asks; register one");
    }
}
