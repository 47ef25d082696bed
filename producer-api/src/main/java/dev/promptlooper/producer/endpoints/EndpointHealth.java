package dev.promptlooper.producer.endpoints;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// How an endpoint answered `GET {base}/models`.
///
/// @param name      the endpoint
/// @param status    how it stands
/// @param message   what to do when it is not up, else what was found
/// @param models    its models, sorted; empty when it does not tell
/// @param latencyMs time to the whole answer, or null when there was none
/// @param checkedAt when it was asked
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EndpointHealth(String name, Status status, String message, List<String> models,
        @Nullable Long latencyMs, Instant checkedAt) {

    /// How an endpoint stands.
    public enum Status {
        /// It answers.
        UP,
        /// It answers, but not to this key.
        UNAUTHORIZED,
        /// It does not answer, or not like an OpenAI-compatible server.
        UNREACHABLE;

        @JsonValue
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
