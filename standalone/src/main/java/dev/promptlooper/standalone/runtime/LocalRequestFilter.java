package dev.promptlooper.standalone.runtime;

import dev.promptlooper.contracts.http.AllowedHosts;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;

/// Refuses requests that other web sites make through the visitor's browser (unknown Host, foreign Origin) and sets the
/// security headers of every response. Programs without an Origin header pass.
@Order(Ordered.HIGHEST_PRECEDENCE)
final class LocalRequestFilter extends OncePerRequestFilter {

    private final AllowedHosts allowed;

    LocalRequestFilter(AllowedHosts allowed) {
        this.allowed = allowed;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        SecurityHeaders.ALL.forEach(response::setHeader);
        String problem = problemOf(request.getHeader("Host"), request.getHeader("Origin"));
        if (problem == null) {
            chain.doFilter(request, response);
            return;
        }
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.setContentType("application/problem+json");
        response.getWriter()
                .write("{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,\"detail\":\"" + problem
                        + "\"}");
    }

    private @Nullable String problemOf(@Nullable String host, @Nullable String origin) {
        if (host == null || !allowed.contains(host)) {
            return "this server is not known under the name in the Host header; "
                    + "address it as localhost, or add the name to PROMPTLOOPER_ALLOWED_HOSTS";
        }
        if (origin != null && !allowed.containsOrigin(origin)) {
            return "requests from pages of another origin are refused; add its host to PROMPTLOOPER_ALLOWED_HOSTS";
        }
        return null;
    }
}
