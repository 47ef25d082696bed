package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.executor.caller.CallOutcome.Failed;
import dev.promptlooper.executor.caller.CallOutcome.Throttled;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.Optional;

/// What a status outside of 2xx means, and what to tell people. Pure.
final class ErrorStatus {

    private ErrorStatus() {}

    static CallOutcome outcome(Endpoint endpoint, int status, byte[] body, Redaction redaction,
            Optional<Duration> retryAfter) {
        String who = "endpoint '" + endpoint.name() + "' answered " + status;
        return switch (status) {
            case 429 -> new Throttled(who + " (too many requests)" + said(body, redaction), retryAfter);
            // Servers like to quote the key here, so nothing of theirs is repeated.
            case 401, 403 -> Failed.of(FailureClass.UNAUTHORIZED, who
                    + "; check the api-key of the endpoint and what it may do", status);
            case 408 -> failed(FailureClass.TIMEOUT, who + said(body, redaction), status, true, retryAfter);
            case 409 -> failed(FailureClass.SERVER_ERROR, who + said(body, redaction), status, true, retryAfter);
            case 404 -> failed(FailureClass.BAD_REQUEST, who + said(body, redaction)
                    + "; check the model's name and the base-url " + endpoint.baseUrl(), status, false, retryAfter);
            default -> {
                if (status >= 500) {
                    yield failed(FailureClass.SERVER_ERROR, who + said(body, redaction), status, true, retryAfter);
                }
                if (status >= 300 && status < 400) {
                    yield failed(FailureClass.BAD_REQUEST, who
                            + ", a redirect, which is not followed; configure the address it points to", status, false,
                            retryAfter);
                }
                yield failed(FailureClass.BAD_REQUEST, who + said(body, redaction), status, false, retryAfter);
            }
        };
    }

    private static Failed failed(FailureClass failure, String message, int status, boolean retryable,
            Optional<Duration> retryAfter) {
        return new Failed(failure, message, status, retryable, retryAfter);
    }

    private static String said(byte[] body, Redaction redaction) {
        try {
            JsonNode root = body.length == 0 ? null : Json.MAPPER.readTree(body);
            JsonNode error = root == null ? null : root.get("error");
            JsonNode message = error != null && error.isObject() ? error.get("message") : error;
            if (message == null && root != null) {
                message = root.has("message") ? root.get("message") : root.get("detail");
            }
            return message != null && message.isString() ? ": " + redaction.clean(message.asString()) : "";
        } catch (JacksonException _) {
            return "";
        }
    }
}
