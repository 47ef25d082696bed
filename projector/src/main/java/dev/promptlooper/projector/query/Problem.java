package dev.promptlooper.projector.query;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A request that cannot be answered, as RFC 9457 shows it.
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// @param field   parameter at fault
    /// @param value   what was given
    /// @param message what to give instead
    public record FieldError(String field, @Nullable String value, String message) {}

    /// The document.
    public record Body(String type, String title, int status, String detail, @Nullable List<FieldError> errors) {}

    private final transient Body body;

    private Problem(String slug, String title, int status, String detail, @Nullable List<FieldError> errors) {
        super(detail);
        this.body = new Body("urn:promptlooper:problem:" + slug, title, status, detail, errors);
    }

    public static Problem badParameter(String field, @Nullable String value, String message) {
        return new Problem("invalid-parameter", "Invalid parameter", 400, "parameter '" + field + "': " + message,
                List.of(new FieldError(field, value, message)));
    }

    public static Problem notFound(String what, String id) {
        return new Problem("not-found", "Not found", 404, "there is no " + what + " '" + id
                + "'; what was just made appears here within a second, and GET /api/v1/sweeps lists what there is",
                null);
    }

    /// The thing is there, and what was asked of it is not possible.
    public static Problem conflict(String detail) {
        return new Problem("conflict", "Not possible", 409, detail, null);
    }

    /// Text that the database cannot hold came in with the request.
    static Problem impossibleText() {
        return new Problem("invalid-parameter", "Invalid parameter", 400,
                "a parameter holds the character U+0000, which no stored text has; leave it out", null);
    }

    public static Problem unavailable(String detail) {
        return new Problem("unavailable", "Results are not available", 503, detail, null);
    }

    public static Problem internal(String detail) {
        return new Problem("internal", "Internal error", 500, detail, null);
    }

    public Body body() {
        return body;
    }
}
