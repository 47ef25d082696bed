package dev.promptlooper.producer;

import dev.promptlooper.contracts.access.AuditLog;
import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.contracts.access.Credential;
import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.contracts.access.Role;
import dev.promptlooper.contracts.access.SessionCookies;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

import java.io.IOException;

/// Tells the controllers who asks, as the door does, answers with what they leave for the audit log, and lets everybody in who shows nothing, as the admin `local`: these tests
/// are about what is behind the door.
final class TestDoor extends OncePerRequestFilter {

    private static final Principal ANYBODY = new Principal("local", null, "of-the-test", Role.ADMIN.scopes(), null);

    private final Authenticator authenticator;

    TestDoor(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Credential credential = credential(request);
        Principal principal = ANYBODY;
        if (credential != null && !request.getRequestURI().matches("/api/v1/auth/(login|redeem|refresh|logout)")) {
            switch (authenticator.authenticate(credential)) {
                case Authenticator.Admitted(Principal known) -> principal = known;
                case Authenticator.Rejected(String detail) -> {
                    response.sendError(401, detail);
                    return;
                }
                case Authenticator.Unknown(String detail) -> {
                    response.sendError(503, detail);
                    return;
                }
            }
        }
        request.setAttribute(Principal.ATTRIBUTE, principal);
        ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
        chain.doFilter(request, answer);
        if (request.getAttribute(AuditLog.DETAIL_ATTRIBUTE) instanceof String detail) {
            response.setHeader("X-Audit-Detail", detail);
        }
        answer.copyBodyToResponse();
    }

    private static @Nullable Credential credential(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null) {
            return new Credential.Bearer(authorization.substring("Bearer ".length()));
        }
        Cookie @Nullable [] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(SessionCookies.session(false))) {
                    return new Credential.Cookie(cookie.getValue());
                }
            }
        }
        return null;
    }
}
