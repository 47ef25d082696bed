package dev.promptlooper.contracts.access;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What the door asks before it asks who is there: that the request was meant for this server, and that no page of another
/// site made a browser send it. Thread-safe.
final class Boundary {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Pattern ORIGIN = Pattern.compile("(https?)://([^/@\\s?#]+)");

    private final DoorSettings settings;

    Boundary(DoorSettings settings) {
        this.settings = settings;
    }

    /// What is wrong with where the request comes from, or null.
    @Nullable
    Refusal refuse(HttpServletRequest request) {
        List<String> named = Collections.list(request.getHeaders("Host"));
        if (named.size() != 1 || !settings.hosts().contains(named.getFirst())) {
            return Refusal.misdirected("this server is not known under the name in the Host header; "
                    + "address it as localhost, or add the name to PROMPTLOOPER_ALLOWED_HOSTS");
        }
        List<String> origins = Collections.list(request.getHeaders("Origin"));
        if (origins.size() > 1 || (!origins.isEmpty() && !isOwn(origins.getFirst(), named.getFirst()))) {
            return Refusal.forbidden("requests from pages of another origin are refused; open the dashboard under the "
                    + "address that requests go to, or set PROMPTLOOPER_PUBLIC_URL to what browsers see");
        }
        if (request.getMethod().equals("OPTIONS")) {
            return Refusal.forbidden("pages of other origins may not ask for anything, so there are no preflights");
        }
        return METHODS.contains(request.getMethod())
                ? null
                : Refusal.method(Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));
    }

    /// The very origin that the request goes to, port included: what listens on another port of the same machine is somebody
    /// else, though browsers send it the same cookies.
    private boolean isOwn(String origin, String host) {
        if (origin.equals(settings.publicUrl())) {
            return true;
        }
        var parts = ORIGIN.matcher(origin);
        return parts.matches() && settings.hosts().contains(parts.group(2))
                && withoutDefaultPort(parts.group(2)).equals(withoutDefaultPort(host));
    }

    private static String withoutDefaultPort(String authority) {
        return authority.toLowerCase(Locale.ROOT).replaceFirst(":(?:80|443)$", "");
    }

    /// What is wrong with the body as the head announces it, or null.
    @Nullable
    Refusal refuseBody(HttpServletRequest request, Route route) {
        if (!isWrite(request)) {
            return null;
        }
        String type = request.getContentType();
        boolean hasBody = request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
        if (type == null ? hasBody : !route.bodies().contains(bare(type))) {
            return Refusal.type(type, route.bodies());
        }
        boolean isFile = !route.bodies().equals(Set.of(Route.JSON));
        return !isFile && request.getContentLengthLong() > BoundedRequest.MAX_BYTES
                ? Refusal.tooLarge(BoundedRequest.MAX_BYTES)
                : null;
    }

    static boolean isWrite(HttpServletRequest request) {
        return switch (request.getMethod()) {
            case "GET", "HEAD" -> false;
            default -> true;
        };
    }

    private static String bare(String type) {
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
