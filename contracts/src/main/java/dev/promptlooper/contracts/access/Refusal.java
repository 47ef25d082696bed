package dev.promptlooper.contracts.access;

import dev.promptlooper.contracts.json.Json;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Why the door stays shut: an RFC 9457 problem document, and the headers that go with its status.
///
/// @param detail  what was wrong and what to do; no secret
/// @param scope   the scope that is missing, or null
/// @param headers further headers
record Refusal(int status, String slug, String title, String detail, @Nullable Scope scope,
        Map<String, String> headers) {

    private static final String REALM = "Bearer realm=\"promptlooper\"";

    private static Refusal of(int status, String slug, String title, String detail) {
        return new Refusal(status, slug, title, detail, null, Map.of());
    }

    static Refusal malformed(String detail) {
        return of(400, "malformed-request", "The request cannot be read", detail);
    }

    static Refusal misdirected(String detail) {
        return of(421, "misdirected-request", "This server has no such name", detail);
    }

    static Refusal forbidden(String detail) {
        return of(403, "forbidden", "This is not allowed", detail);
    }

    static Refusal lacks(Scope scope) {
        return new Refusal(403, "forbidden", "This is not allowed",
                "the credential does not have the scope '" + scope.word()
                        + "'; use one that has, or ask an admin for the role",
                scope,
                Map.of("WWW-Authenticate", REALM + ", error=\"insufficient_scope\", scope=\"" + scope.word() + "\""));
    }

    /// Nobody showed who they are.
    static Refusal unknown() {
        return new Refusal(401, "unauthorized", "Who is there?",
                "sign in on the dashboard, or send an API key as Authorization: Bearer …", null,
                Map.of("WWW-Authenticate", REALM));
    }

    /// The credential that was shown does not work.
    static Refusal rejected(String detail) {
        return new Refusal(401, "unauthorized", "Who is there?", detail, null,
                Map.of("WWW-Authenticate", REALM + ", error=\"invalid_token\""));
    }

    static Refusal notFound() {
        return of(404, "not-found", "There is no such thing",
                "there is no route here; GET /api/v1/openapi/commands.yaml, queries.yaml, scorers.yaml and access.yaml describe the routes");
    }

    static Refusal method(java.util.Set<String> known) {
        String allowed = String.join(", ", known);
        return new Refusal(405, "method-not-allowed", "The method is not supported",
                "the method is not supported here; use one of " + allowed, null, Map.of("Allow", allowed));
    }

    static Refusal tooLarge(long most) {
        return of(413, "too-large", "The body is too large",
                "the body is larger than " + (most >> 20) + " MiB; upload cases with POST /api/v1/datasets");
    }

    static Refusal type(@Nullable String was, java.util.Set<String> known) {
        return of(415, "unsupported-media-type", "The media type is not supported",
                "Content-Type " + (was == null ? "is missing" : "'" + shortened(was) + "' is not read here") + "; send "
                        + String.join(" or ", new java.util.TreeSet<>(known)));
    }

    static Refusal unavailable(String detail) {
        return new Refusal(503, "unavailable", "It cannot be told now", detail, null, Map.of("Retry-After", "2"));
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    void write(HttpServletResponse response) throws IOException {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "urn:promptlooper:problem:" + slug);
        problem.put("title", title);
        problem.put("status", status);
        problem.put("detail", detail);
        if (scope != null) {
            problem.put("scope", scope.word());
        }
        byte[] body = Json.MAPPER.writeValueAsBytes(problem);
        response.setStatus(status);
        headers.forEach(response::setHeader);
        response.setContentType("application/problem+json");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
