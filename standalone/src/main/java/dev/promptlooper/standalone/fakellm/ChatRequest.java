package dev.promptlooper.standalone.fakellm;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// One chat completion request, as far as an answer depends on it.
///
/// @param hash        first 64 bits of the SHA-256 over the body's bytes
/// @param body        the whole body
/// @param model       requested model
/// @param system      text of the first system (or developer) message, or empty
/// @param user        text of the last user message, or empty
/// @param temperature temperature, 1 when it is not given
/// @param maxTokens   limit of completion tokens, or null
/// @param stream      whether the answer is wanted as server-sent events
/// @param key         the `Idempotency-Key` header, or null
record ChatRequest(long hash, JsonNode body, String model, String system, String user, double temperature,
        @Nullable Integer maxTokens, boolean stream, @Nullable String key) {

    /// @throws IllegalArgumentException saying what is missing
    static ChatRequest parse(byte[] bytes, @Nullable String key) {
        JsonNode body;
        try {
            body = Json.MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the body is not JSON: " + e.getOriginalMessage(), e);
        }
        JsonNode model = body.path("model");
        JsonNode messages = body.path("messages");
        if (!model.isString() || !messages.isArray() || messages.isEmpty()) {
            throw new IllegalArgumentException("the body needs model (text) and messages (a list that is not empty)");
        }
        String system = "";
        String user = "";
        for (JsonNode message : messages) {
            String role = message.path("role").asString("");
            if (role.equals("user")) {
                user = text(message.path("content"));
            } else if (system.isEmpty() && (role.equals("system") || role.equals("developer"))) {
                system = text(message.path("content"));
            }
        }
        JsonNode limit = body.has("max_completion_tokens")
                ? body.path("max_completion_tokens")
                : body.path("max_tokens");
        JsonNode temperature = body.path("temperature");
        return new ChatRequest(hash(bytes), body, model.asString(), system, user,
                temperature.isNumber() ? temperature.asDouble() : 1, limit.isInt() ? limit.asInt() : null,
                body.path("stream").asBoolean(false), key);
    }

    /// Tokens of the prompt: a fourth of the characters of all messages, and 4 for each message.
    int promptTokens() {
        int tokens = 0;
        for (JsonNode message : body.path("messages")) {
            tokens += tokens(text(message.path("content"))) + 4;
        }
        return tokens;
    }

    /// Whether a streamed answer ends with a usage chunk.
    boolean wantsStreamedUsage() {
        return body.path("stream_options").path("include_usage").asBoolean(false);
    }

    /// Tokens of a text: a fourth of its characters, rounded up.
    static int tokens(String text) {
        return (text.length() + 3) / 4;
    }

    static long hash(byte[] bytes) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes)).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.asString("");
        }
        StringBuilder joined = new StringBuilder();
        for (JsonNode part : content) {
            joined.append(part.path("text").asString(""));
        }
        return joined.toString();
    }
}
