package dev.promptlooper.producer.web;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A request that is answered with an RFC 9457 problem document. The message is the document's `detail`: what was wrong and
/// what to do about it.
public final class Problem extends RuntimeException {

    /// Member of the document and, by its name, header of the answer: seconds.
    static final String RETRY_AFTER = "retryAfterSeconds";

    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final transient List<FieldProblem> errors;
    private final transient Map<String, Object> properties = new LinkedHashMap<>();

    /// What kind of problem, and the HTTP status that says so.
    public enum Kind {
        MALFORMED(400, "malformed-request", "The request cannot be read"), //
        UNAUTHORIZED(401, "unauthorized", "Nobody knows who you are"), //
        FORBIDDEN(403, "forbidden", "This is not allowed"), //
        NOT_FOUND(404, "not-found", "There is no such thing"), //
        CONFLICT(409, "conflict", "Somebody else was first"), //
        SPEND_CAP(409, "spend-cap", "The key may not spend that much today"), //
        TOO_LARGE(413, "too-large", "The request is too large"), //
        UNSUPPORTED(415, "unsupported-media-type", "The media type is not supported"), //
        INVALID(422, "invalid", "The request cannot be carried out as it is"), //
        TOO_MANY(429, "too-many-attempts", "Too many attempts"), //
        UNAVAILABLE(503, "unavailable", "A part of the system does not answer");

        private final int status;
        private final String slug;
        private final String title;

        Kind(int status, String slug, String title) {
            this.status = status;
            this.slug = slug;
            this.title = title;
        }

        int status() {
            return status;
        }

        String slug() {
            return slug;
        }

        String title() {
            return title;
        }
    }

    private Problem(Kind kind, String detail, List<FieldProblem> errors, @Nullable Throwable cause) {
        super(detail, cause);
        this.kind = kind;
        this.errors = List.copyOf(errors);
    }

    public static Problem of(Kind kind, String detail) {
        return new Problem(kind, detail, List.of(), null);
    }

    /// The body is not what the route reads at all: not JSON, not UTF-8.
    public static Problem malformed(String detail, FieldProblem... errors) {
        return new Problem(Kind.MALFORMED, detail, List.of(errors), null);
    }

    public static Problem notFound(String detail) {
        return of(Kind.NOT_FOUND, detail);
    }

    public static Problem conflict(String detail) {
        return of(Kind.CONFLICT, detail);
    }

    public static Problem unauthorized(String detail) {
        return of(Kind.UNAUTHORIZED, detail);
    }

    public static Problem forbidden(String detail) {
        return of(Kind.FORBIDDEN, detail);
    }

    /// @param seconds after which another attempt makes sense
    public static Problem tooMany(String detail, long seconds) {
        return of(Kind.TOO_MANY, detail).with(RETRY_AFTER, seconds);
    }

    /// One wrong field.
    public static Problem invalid(String field, @Nullable Object value, String message) {
        return invalid(List.of(new FieldProblem(field, value, message)));
    }

    /// Everything that is wrong, at once.
    public static Problem invalid(List<FieldProblem> errors) {
        String detail = errors.size() == 1
                ? errors.getFirst().toString()
                : errors.size() + " things must be changed, see errors; the first: " + errors.getFirst();
        return new Problem(Kind.INVALID, detail, errors, null);
    }

    /// An extra member of the document, such as the current version in a conflict.
    public Problem with(String property, Object value) {
        properties.put(property, value);
        return this;
    }

    public Kind kind() {
        return kind;
    }

    public List<FieldProblem> errors() {
        return errors;
    }

    Map<String, Object> properties() {
        return properties;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
