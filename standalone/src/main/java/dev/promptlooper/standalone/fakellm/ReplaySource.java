package dev.promptlooper.standalone.fakellm;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/// Recorded answers and how a request finds its own.
///
/// The answers are JSON lines, gzip-compressed when the name ends with `.gz`: `model`, `outputs` (one per repeat, in order),
/// `user` or `case`, optionally `agent` and `params`, optionally `tokens_in` and `tokens_out` over all repeats. Where a line
/// has no `user`, the case's `question` in the cases file is the user message.
///
/// @param answers the recorded answers
/// @param cases   JSON lines with `id` and `question`, or null when every answer has `user`
/// @param key     what tells recorded answers apart; null takes what the file has: model and user, and agent and params
///                where its lines have them
public record ReplaySource(Path answers, @Nullable Path cases, @Nullable Set<KeyPart> key) {

    public ReplaySource {
        key = key == null || key.isEmpty() ? null : Set.copyOf(EnumSet.copyOf(key));
    }

    /// A file whose lines have `user`.
    public static ReplaySource of(Path answers) {
        return new ReplaySource(answers, null, null);
    }

    /// What a request and a recorded answer are compared by.
    public enum KeyPart {
        /// The request's `model`.
        MODEL,
        /// The text of the request's first system message, which must be the `agent` of the line.
        AGENT,
        /// The request's parameters of the names that the line has in `params`; numbers compare by value.
        PARAMS,
        /// The text of the last user message.
        USER
    }
}
