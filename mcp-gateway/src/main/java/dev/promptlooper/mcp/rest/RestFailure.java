package dev.promptlooper.mcp.rest;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The REST API refused or did not answer. The problem document is the API's; what of it reaches an agent is decided by who
/// catches this.
public final class RestFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final transient JsonNode problem;
    private final @Nullable String retryAfter;

    /// @param problem    the RFC 9457 document; a missing node when there was none
    /// @param retryAfter the header, in seconds
    public RestFailure(int status, JsonNode problem, @Nullable String retryAfter) {
        this(status, problem, retryAfter, problem.path("detail")
                .asString(problem.path("title").asString("the API answered with status " + status)));
    }

    private RestFailure(int status, JsonNode problem, @Nullable String retryAfter, String message) {
        super(message);
        this.status = status;
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    /// There was no answer at all.
    ///
    /// @param message our own words
    public static RestFailure noAnswer(String message) {
        return new RestFailure(0, Json.MAPPER.missingNode(), null, message);
    }

    /// HTTP status, or 0 when there was no answer.
    public int status() {
        return status;
    }

    /// The problem document, or a missing node.
    public JsonNode problem() {
        return problem;
    }

    /// After how many seconds to try again, where the API said so.
    public @Nullable String retryAfter() {
        return retryAfter;
    }
}
