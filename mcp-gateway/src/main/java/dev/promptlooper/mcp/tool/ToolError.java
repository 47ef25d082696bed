package dev.promptlooper.mcp.tool;

import org.jspecify.annotations.Nullable;

/// Why a tool did not do it, in words that let an agent go on by itself. Every word is ours: texts of model providers, answers of
/// models, SQL and exceptions never get in here.
///
/// @param code      for programs
/// @param message   what was wrong, with the offending value
/// @param fix       what to change, or null
/// @param next      the call to make next, for example `get_sweep {"sweep_id":"01K…"}`, or null
/// @param retryable whether the same call may succeed later
/// @param field     the argument that was wrong, or null
public record ToolError(Code code, String message, @Nullable String fix, @Nullable String next, boolean retryable,
        @Nullable String field) {

    /// What kind of refusal it is. Agents may rely on these names.
    public enum Code {
        /// An argument is missing or wrong, or the definition cannot be carried out.
        INVALID_ARGUMENT,
        /// No such tool.
        UNKNOWN_TOOL,
        /// No such sweep, prompt, dataset, candidate or run.
        NOT_FOUND,
        /// Somebody else was faster, or the state does not allow it.
        CONFLICT,
        /// The key was not accepted.
        UNAUTHENTICATED,
        /// The key does not allow it.
        FORBIDDEN_SCOPE,
        /// The user was asked and did not agree; nothing was done.
        DECLINED,
        /// The budget is below what the sweep is expected to cost.
        BUDGET_TOO_LOW,
        /// The key's daily allowance is spent.
        BUDGET_EXHAUSTED,
        /// Too many calls.
        RATE_LIMITED,
        /// The model or its endpoint is not configured.
        MODEL_UNAVAILABLE,
        /// PromptLooper's API does not answer, or not now.
        UPSTREAM_ERROR,
        /// Our mistake; the message has a reference into the log and nothing else.
        INTERNAL
    }

    /// The one text block that agents get.
    public String text() {
        StringBuilder text = new StringBuilder("ERROR ").append(code).append(": ").append(message);
        if (fix != null) {
            text.append("\nFix: ").append(fix);
        }
        if (next != null) {
            text.append("\nNext: ").append(next);
        }
        text.append("\nretryable=").append(retryable);
        if (field != null) {
            text.append(" field=").append(field);
        }
        return text.toString();
    }
}
