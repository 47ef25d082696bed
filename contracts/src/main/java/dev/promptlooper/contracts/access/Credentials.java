package dev.promptlooper.contracts.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Finds the credential of a request. Thread-safe.
final class Credentials {

    private static final String COOKIE_PREFIX = "promptlooper_";
    private static final String TICKET = "ticket.";
    private static final int LONGEST = 8 << 10;

    /// What was found.
    sealed interface Found {}

    record Shown(Credential credential) implements Found {}

    /// Something that does not count.
    record Useless(Refusal refusal) implements Found {}

    /// Nothing.
    record Nothing() implements Found {}

    private final DoorSettings settings;

    Credentials(DoorSettings settings) {
        this.settings = settings;
    }

    /// The one that counts: a bearer token before a ticket before a cookie. Browsers, which show an Origin, need a ticket to
    /// open a WebSocket, because its upgrade carries cookies from any page and has no content type.
    Found of(HttpServletRequest request) {
        List<String> authorization = Collections.list(request.getHeaders("Authorization"));
        if (!authorization.isEmpty()) {
            return bearer(authorization);
        }
        boolean fromPage = request.getHeader("Origin") != null;
        if (isUpgrade(request)) {
            String ticket = ticket(request);
            if (ticket == null) {
                return fromPage || session(request) != null
                        ? new Useless(
                                Refusal.forbidden("to connect, a page needs a ticket of POST /api/v1/auth/tickets, "
                                        + "offered as ticket.… in Sec-WebSocket-Protocol"))
                        : new Nothing();
            }
            return fromPage
                    ? new Shown(new Credential.Ticket(ticket))
                    : new Useless(Refusal.forbidden("a ticket counts with an Origin only; send an API key instead"));
        }
        String token = session(request);
        return token == null ? new Nothing() : new Shown(new Credential.Cookie(token));
    }

    /// Whether a write would be carried out with what a browser sends by itself, and nothing tells which page it is from.
    static boolean isCookieWriteOfUnknownOrigin(HttpServletRequest request) {
        return Boundary.isWrite(request) && request.getHeader("Origin") == null
                && request.getHeader("Authorization") == null
                && cookies(request).stream().anyMatch(cookie -> cookie.getName().contains(COOKIE_PREFIX));
    }

    static boolean isUpgrade(HttpServletRequest request) {
        return request.getHeader("Upgrade") != null;
    }

    private static Found bearer(List<String> authorization) {
        String[] words = authorization.getFirst().strip().split("\\s+", -1);
        if (authorization.size() != 1 || words.length != 2 || !words[0].equalsIgnoreCase("Bearer")
                || words[1].length() > LONGEST) {
            return new Useless(Refusal.rejected("Authorization must be: Bearer, a space, and an API key or a token"));
        }
        return new Shown(new Credential.Bearer(words[1]));
    }

    private static @Nullable String ticket(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Sec-WebSocket-Protocol"))
                .stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(name -> name.startsWith(TICKET) && name.length() <= LONGEST)
                .map(name -> name.substring(TICKET.length()))
                .findFirst()
                .orElse(null);
    }

    /// The session's cookie, or null.
    @Nullable
    String session(HttpServletRequest request) {
        String name = SessionCookies.session(SessionCookies.isHttps(request.isSecure(), settings.publicUrl()));
        return cookies(request).stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(Cookie::getValue)
                .filter(value -> !value.isEmpty() && value.length() <= LONGEST)
                .findFirst()
                .orElse(null);
    }

    private static List<Cookie> cookies(HttpServletRequest request) {
        Cookie @Nullable [] cookies = request.getCookies();
        return cookies == null ? List.of() : Arrays.asList(cookies);
    }
}
