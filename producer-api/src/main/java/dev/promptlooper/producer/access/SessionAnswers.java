package dev.promptlooper.producer.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promptlooper.contracts.access.Role;
import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.contracts.access.SessionCookies;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Sessions as browsers get them: cookies that no script can read and no other site can send. Stateless.
final class SessionAnswers {

    private final String publicUrl;

    /// @param publicUrl `PROMPTLOOPER_PUBLIC_URL`, or blank
    SessionAnswers(String publicUrl) {
        this.publicUrl = publicUrl;
    }

    /// Who somebody is and what they may do.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Identity(String user, @Nullable String role, List<String> scopes, @Nullable String keyId,
            @Nullable Instant expiresAt, boolean hasPassword) {}

    static List<String> words(Collection<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::word).toList();
    }

    /// Puts the tokens into cookies, and only there.
    Identity give(Sessions.Opened opened, boolean hasPassword, HttpServletRequest request,
            HttpServletResponse response) {
        boolean https = isHttps(request);
        add(response, SessionCookies.session(https), opened.token(), "/", https, Sessions.TOKEN);
        add(response, SessionCookies.refresh(https), opened.refresh(), SessionCookies.REFRESH_PATH, https,
                Sessions.IDLE);
        Role role = opened.role();
        return new Identity(opened.user(), role.word(), words(role.scopes()), null, opened.expiresAt(), hasPassword);
    }

    /// Takes the cookies away.
    void clear(HttpServletRequest request, HttpServletResponse response) {
        boolean https = isHttps(request);
        add(response, SessionCookies.session(https), "", "/", https, Duration.ZERO);
        add(response, SessionCookies.refresh(https), "", SessionCookies.REFRESH_PATH, https, Duration.ZERO);
    }

    Optional<String> refreshToken(HttpServletRequest request) {
        return cookie(request, SessionCookies.refresh(isHttps(request)));
    }

    Optional<String> sessionToken(HttpServletRequest request) {
        return cookie(request, SessionCookies.session(isHttps(request)));
    }

    private static Optional<String> cookie(HttpServletRequest request, String name) {
        Cookie @Nullable [] cookies = request.getCookies();
        return cookies == null
                ? Optional.empty()
                : List.of(cookies)
                        .stream()
                        .filter(cookie -> cookie.getName().equals(name) && !cookie.getValue().isEmpty())
                        .map(Cookie::getValue)
                        .findFirst();
    }

    private boolean isHttps(HttpServletRequest request) {
        return SessionCookies.isHttps(request.isSecure(), publicUrl);
    }

    private static void add(HttpServletResponse response, String name, String value, String path, boolean https,
            Duration age) {
        response.addHeader(HttpHeaders.SET_COOKIE, ResponseCookie.from(name, value)
                .httpOnly(true)
                .secure(https)
                .sameSite("Strict")
                .path(path)
                .maxAge(age)
                .build()
                .toString());
    }
}
