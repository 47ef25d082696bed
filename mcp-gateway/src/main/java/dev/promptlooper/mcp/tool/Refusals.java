package dev.promptlooper.mcp.tool;

import dev.promptlooper.mcp.rest.RestFailure;
import dev.promptlooper.mcp.tool.ToolError.Code;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/// Turns the API's problem documents into errors that agents can act on. Sentences are ours. Of a document only these get through,
/// cleaned and cut: names of fields, and what our own checks say of them (which quotes the caller's values); numbers; a reference.
/// `detail` of anything else may quote a provider or a database, and stays here.
final class Refusals {

    private static final int MOST_ERRORS = 5;
    private static final int ERROR_CHARS = 300;
    private static final long RETRY_SECONDS = 2;
    private static final Set<String> ENDED = Set.of("COMPLETED", "CANCELLED", "FAILED");
    private static final Set<String> FILING = Set.of("archive", "unarchive");

    private Refusals() {}

    static ToolError of(Tool tool, ToolCall call, RestFailure failure) {
        return switch (failure.status()) {
            case 0 -> new ToolError(Code.UPSTREAM_ERROR, "PromptLooper's API does not answer",
                    "try again in 5 seconds; if it stays so, the instance is down", null, true, null);
            case 401 -> new ToolError(Code.UNAUTHENTICATED, "the API does not accept the key any more",
                    "connect with a key that is valid: it may have expired or been revoked", null, false, null);
            // The scope was looked at before the call; what is left is about this very thing.
            case 403 -> new ToolError(Code.FORBIDDEN_SCOPE, "this key may not do that here, although it has the scope '"
                    + tool.scope().word() + "'", "ask whoever owns it, or use the key that launched the sweep", null,
                    false,
                    null);
            case 404 -> Missing.of(call, failure.problem());
            case 409 -> conflict(call, failure.problem());
            case 400, 413, 415, 422 -> invalid(failure.problem());
            case 429 -> new ToolError(Code.RATE_LIMITED, "too many requests", "wait "
                    + seconds(failure) + " seconds; retry_after_ms=" + seconds(failure) * 1_000, null, true, null);
            case 503 -> new ToolError(Code.UPSTREAM_ERROR, "the API cannot answer now",
                    "try again in " + seconds(failure) + " seconds", null, true, null);
            default -> new ToolError(Code.UPSTREAM_ERROR, "the API failed with status " + failure.status()
                    + reference(failure.problem()), "tell the operator", null, failure.status() >= 500, null);
        };
    }

    private static ToolError conflict(ToolCall call, JsonNode problem) {
        if (problem.path("type").asString("").endsWith(":spend-cap")) {
            return allowance(problem);
        }
        String sweep = call.arguments().path("sweep_id").asString("");
        String next = sweep.isEmpty() ? null : "get_sweep {\"sweep_id\":\"" + Untrusted.name(sweep) + "\"}";
        // Of a sweep that cannot change any more the version does not matter.
        String status = problem.path("sweepStatus").asString("");
        boolean filing = FILING.contains(call.arguments().path("op").asString(""));
        if (filing && !status.isEmpty() && !ENDED.contains(status)) {
            return new ToolError(Code.CONFLICT, "the sweep is " + status + "; only one that has ended can be archived",
                    "wait for its end with wait_for_sweep, or end it with cancel_sweep", next, false, null);
        }
        if (!filing && ENDED.contains(status)) {
            return new ToolError(Code.CONFLICT, "the sweep is " + status + " and cannot be changed any more",
                    "look at its verdict, or launch another one", next, false, null);
        }
        if (problem.path("currentVersion").isIntegralNumber()) {
            long version = problem.path("currentVersion").asLong();
            return new ToolError(Code.CONFLICT,
                    "somebody else was first, or the state does not allow it: the version is " + version + " now",
                    "look at it and decide again; then expected_version is " + version, next, true, "expected_version");
        }
        return new ToolError(Code.CONFLICT, "the present state does not allow this", "look at it first", next, false,
                null);
    }

    private static ToolError allowance(JsonNode problem) {
        double cap = problem.path("capUsd").asDouble(0);
        double committed = problem.path("committedUsd").asDouble(0);
        double left = Math.max(0, cap - committed);
        return new ToolError(Code.BUDGET_EXHAUSTED,
                "this key may spend " + Pick.dollars(cap) + " dollars per UTC day and has spent or committed "
                        + Pick.dollars(committed),
                left > 0
                        ? "set budget_usd to at most " + Pick.dollars(left)
                                + ", or wait until running sweeps have ended"
                        : "wait until midnight UTC, or ask the owner of the key",
                null, false, "budget_usd");
    }

    private static ToolError invalid(JsonNode problem) {
        List<JsonNode> errors = problem.path("errors").valueStream().toList();
        if (errors.isEmpty()) {
            return new ToolError(Code.INVALID_ARGUMENT, "the API cannot carry it out as it is: "
                    + Untrusted.name(problem.path("detail").asString("no reason was given"), ERROR_CHARS), null, null,
                    false, null);
        }
        StringJoiner text = new StringJoiner("; ");
        errors.stream()
                .limit(MOST_ERRORS)
                .forEach(error -> text.add(Untrusted.name(error.path("field").asString("?")) + ": "
                        + Untrusted.name(error.path("message").asString(""), ERROR_CHARS)));
        if (errors.size() > MOST_ERRORS) {
            text.add("and " + (errors.size() - MOST_ERRORS) + " more");
        }
        String field = Untrusted.name(errors.getFirst().path("field").asString("?"));
        boolean models = errors.stream()
                .allMatch(error -> error.path("field").asString("").matches("(spec\\.)?models.*"));
        return models
                ? new ToolError(Code.MODEL_UNAVAILABLE, text.toString(), "use models that exist", "list_models {}",
                        false,
                        field)
                : new ToolError(Code.INVALID_ARGUMENT, text.toString(), "change what is named and call again", null,
                        false, field);
    }

    private static String reference(JsonNode problem) {
        String id = problem.path("id").asString("");
        return id.matches("[A-Za-z0-9-]{1,64}") ? ", reference " + id : "";
    }

    private static long seconds(RestFailure failure) {
        @Nullable
        String header = failure.retryAfter();
        return header != null && header.matches("[0-9]{1,5}") ? Long.parseLong(header) : RETRY_SECONDS;
    }
}
