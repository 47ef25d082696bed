package dev.promptlooper.mcp.access;

import dev.promptlooper.contracts.access.ClientAddress;
import dev.promptlooper.mcp.limits.Rate;
import dev.promptlooper.mcp.limits.RateLimiter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Stands before the door: an address that showed thirty wrong credentials within a minute waits, unless it shows one that was good
/// a moment ago. Thread-safe.
public final class FailedAttempts implements Filter {

    private static final Rate MOST = new Rate(30, 30);
    private static final int TIDY_ABOVE = 10_000;

    private final RemoteAuthenticator authenticator;
    private final ClientAddress clients;
    private final LongSupplier nanos;
    private final RateLimiter attempts;
    private final ConcurrentHashMap<String, Long> until = new ConcurrentHashMap<>();

    /// @param clients tells where a request comes from
    /// @param nanos   a clock that only grows, in nanoseconds
    public FailedAttempts(RemoteAuthenticator authenticator, ClientAddress clients, LongSupplier nanos) {
        this.authenticator = authenticator;
        this.clients = clients;
        this.nanos = nanos;
        this.attempts = new RateLimiter(MOST, nanos);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            throw new ServletException("only HTTP is served here");
        }
        String token = RemoteVisitors.bearer(http);
        String address = clients.of(http);
        if (token == null) {
            chain.doFilter(request, response);
            return;
        }
        long left = until.getOrDefault(address, nanos.getAsLong()) - nanos.getAsLong();
        if (left > 0 && !authenticator.knows(token)) {
            refuse(answer, left);
            return;
        }
        chain.doFilter(request, response);
        if (answer.getStatus() == HttpServletResponse.SC_UNAUTHORIZED) {
            failed(address);
        }
    }

    private void failed(String address) {
        long wait = attempts.take(address);
        if (wait > 0) {
            long now = nanos.getAsLong();
            if (until.size() > TIDY_ABOVE) {
                until.values().removeIf(moment -> moment - now < 0);
            }
            until.put(address, now + TimeUnit.MILLISECONDS.toNanos(wait));
        }
    }

    private static void refuse(HttpServletResponse response, long nanosLeft) throws IOException {
        response.setStatus(429);
        response.setHeader("Retry-After", String.valueOf(TimeUnit.NANOSECONDS.toSeconds(nanosLeft) + 1));
        response.setContentType("application/problem+json");
        response.getOutputStream()
                .write(("{\"type\":\"urn:promptlooper:problem:too-many\",\"title\":\"Too many attempts\",\"status\":429,"
                        + "\"detail\":\"too many credentials that do not work came from this address; wait a little\"}")
                        .getBytes(StandardCharsets.UTF_8));
    }
}
