package dev.promptlooper.contracts.access;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/// The one way into a port: a filter before everything else that is served there, for requests and for error pages, which get the
/// headers only. Thread-safe.
///
/// In this order: security headers on every answer; Host and Origin; the path, the table of routes and the type of a body;
/// the credential; the scope; and, around writes, the audit log. Who came in is left under [Principal#ATTRIBUTE]. Refusals are
/// RFC 9457 problem documents: 400 a path that is not written plainly, 401 nobody known, 403 not allowed or from a foreign
/// page, 404 and 405 no such route, for the known, 413 and 415 bodies, 421 a foreign Host, 503 when it cannot be told.
/// No answer ever allows another origin to read it (CORS).
public final class Door implements Filter {

    private final Boundary boundary;
    private final Credentials credentials;
    private final Routes routes;
    private final Authenticator authenticator;
    private final Recorder recorder;

    private sealed interface Verdict {}

    private record Shut(Refusal refusal) implements Verdict {}

    private record Open(Route route, @Nullable Principal principal) implements Verdict {}

    /// @param routes all that this port serves
    public Door(DoorSettings settings, Routes routes, Authenticator authenticator, AuditLog audit) {
        this.boundary = new Boundary(settings);
        this.credentials = new Credentials(settings);
        this.routes = routes;
        this.authenticator = authenticator;
        this.recorder = new Recorder(audit);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            throw new ServletException("only HTTP is served here");
        }
        SecurityHeaders.ALL.forEach(answer::setHeader);
        if (http.getDispatcherType() == DispatcherType.ERROR) {
            chain.doFilter(http, answer); // the container's own page about a request that was refused already
            return;
        }
        switch (decide(http)) {
            case Shut(Refusal refusal) -> refusal.write(answer);
            case Open(Route route, Principal principal) -> pass(http, answer, chain, route, principal);
        }
    }

    private Verdict decide(HttpServletRequest request) {
        Refusal foreign = boundary.refuse(request);
        if (foreign != null) {
            return new Shut(foreign);
        }
        List<String> path = RequestPath.segments(request.getRequestURI());
        if (path == null || !RequestPath.isReadable(request.getQueryString())) {
            return new Shut(
                    Refusal.malformed("the path or the query is not written plainly: UTF-8, no //, /./, ;, \\ or "
                            + "encoded slashes, dots and control characters"));
        }
        Route route = routes.find(request.getMethod(), path);
        Refusal body = route == null ? null : boundary.refuseBody(request, route);
        if (body != null) {
            return new Shut(body);
        }
        if (Credentials.isCookieWriteOfUnknownOrigin(request)) {
            return new Shut(Refusal.forbidden("a write of a cookie session needs the Origin header of this server's "
                    + "own pages; programs send an API key instead"));
        }
        if (route != null && route.requirement() == Requirement.ANONYMOUS) {
            return new Open(route, null);
        }
        return switch (credentials.of(request)) {
            case Credentials.Nothing() -> new Shut(Refusal.unknown());
            case Credentials.Useless(Refusal refusal) -> new Shut(refusal);
            case Credentials.Shown(Credential credential) -> decide(request, route, path, credential);
        };
    }

    private Verdict decide(HttpServletRequest request, @Nullable Route route, List<String> path,
            Credential credential) {
        return switch (authenticator.authenticate(credential)) {
            case Authenticator.Unknown(String detail) -> new Shut(Refusal.unavailable(detail));
            case Authenticator.Rejected(String detail) -> new Shut(credential instanceof Credential.Ticket
                    ? Refusal.forbidden(detail)
                    : Refusal.rejected(detail));
            case Authenticator.Admitted(Principal principal) -> decide(request, route, path, credential, principal);
        };
    }

    private Verdict decide(HttpServletRequest request, @Nullable Route route, List<String> path,
            Credential credential, Principal principal) {
        if (route == null) {
            Set<String> methods = routes.methods(path);
            return new Shut(methods.isEmpty() ? Refusal.notFound() : Refusal.method(methods));
        }
        Scope scope = route.requirement().scope();
        if (scope != null && !principal.may(scope)) {
            return new Shut(Refusal.lacks(scope));
        }
        if (credential instanceof Credential.Ticket && isSomebodyElse(request, principal)) {
            return new Shut(Refusal.forbidden("the ticket is not of the session that shows it"));
        }
        return new Open(route, principal);
    }

    /// A page that got hold of a ticket of somebody else still has the session of its own reader.
    private boolean isSomebodyElse(HttpServletRequest request, Principal principal) {
        String session = credentials.session(request);
        return session != null
                && authenticator.authenticate(
                        new Credential.Cookie(session)) instanceof Authenticator.Admitted(Principal reader)
                && !reader.user().equals(principal.user());
    }

    private void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain, Route route,
            @Nullable Principal principal) throws IOException, ServletException {
        if (principal != null) {
            request.setAttribute(Principal.ATTRIBUTE, principal);
        }
        HttpServletRequest bounded = Boundary.isWrite(request) && route.bodies().equals(Set.of(Route.JSON))
                ? new BoundedRequest(request)
                : request;
        if (route.recorded()) {
            recorder.record(bounded, response, chain, principal);
        } else {
            chain.doFilter(bounded, response);
        }
    }
}
