package dev.promptlooper.contracts.event;

/// Why a call or a run failed, as users see and filter it.
public enum FailureClass {
    /// 429, after all retries.
    RATE_LIMITED(true),
    /// 5xx, after all retries.
    SERVER_ERROR(true),
    /// No answer inside the time-out.
    TIMEOUT(true),
    /// The connection failed, was reset, or ended mid-body.
    CONNECTION(true),
    /// 400, 404, 422 …: the request itself is wrong; never retried.
    BAD_REQUEST(false),
    /// 401 or 403: the key is missing or refused.
    UNAUTHORIZED(false),
    /// A 2xx whose body is not an OpenAI-compatible completion.
    MALFORMED_RESPONSE(true),
    /// The response is larger than the size cap.
    RESPONSE_TOO_LARGE(false),
    /// The rendered request is larger than the size cap, or its template refers to a variable the case lacks.
    INVALID_REQUEST(false),
    /// The sweep names an endpoint that the operator does not configure.
    UNKNOWN_ENDPOINT(false),
    /// The endpoint's circuit is open: it failed too often in a row.
    CIRCUIT_OPEN(true),
    /// The sweep was cancelled before the call started.
    CANCELLED(false),
    /// A defect of ours; the message names it and the record is in the dead-letter topic.
    INTERNAL(false);

    private final boolean transientFailure;

    FailureClass(boolean transientFailure) {
        this.transientFailure = transientFailure;
    }

    /// True when asking again later can succeed.
    public boolean isTransient() {
        return transientFailure;
    }
}
