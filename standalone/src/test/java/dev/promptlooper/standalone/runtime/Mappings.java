package dev.promptlooper.standalone.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.springframework.context.ApplicationContext;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

import java.util.Set;
import java.util.TreeSet;

/// What a running web application has handlers for, whatever its door says. Stateless.
final class Mappings {

    /// What the container and the frameworks bring along; the door lets nobody through to them.
    private static final Set<String> NOT_OURS = Set.of("/error", "/actuator", "/actuator/health/**",
            "/actuator/health/{*path}", "/webjars/**", "/**");

    private Mappings() {}

    /// A path of the pattern that names nothing there is.
    static String example(String pattern) {
        return pattern.replaceAll("\\{\\*?[a-zA-Z]+}", "none").replace("**", "none");
    }

    /// `GET /api/v1/…` of all handler mappings there are, but for what frameworks bring along and health.
    static Set<String> of(ApplicationContext context) {
        Set<String> running = new TreeSet<>();
        context.getBeansOfType(HandlerMapping.class).forEach((name, mapping) -> {
            if (mapping instanceof RequestMappingInfoHandlerMapping methods) {
                methods.getHandlerMethods().forEach((info, handler) -> info.getPatternValues().forEach(path -> {
                    if (!NOT_OURS.contains(path)) {
                        assertThat(info.getMethodsCondition().getMethods()).as("%s answers every method", path)
                                .isNotEmpty();
                        info.getMethodsCondition().getMethods().forEach(method -> running.add(method + " " + path));
                    }
                }));
            } else if (mapping instanceof AbstractUrlHandlerMapping urls) {
                urls.getHandlerMap()
                        .keySet()
                        .stream()
                        .filter(path -> !NOT_OURS.contains(path))
                        .forEach(path -> running.add("GET " + path));
            }
        });
        running.remove("GET /actuator/health");
        return running;
    }
}
