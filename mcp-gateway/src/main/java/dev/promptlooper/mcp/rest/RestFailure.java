package dev.promptlooper.mcp.rest;

/// The REST API refused or did not answer. The message is written for agents, from our own words and the API's problem
/// document; it never holds a stack trace, a secret, or model output.
public final class RestFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;

    public RestFailure(int status, String message) {
        super(message);
        this.status = status;
    }

    /// HTTP status, or 0 when there was no answer.
    public int status() {
        return status;
    }
}
