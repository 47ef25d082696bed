package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.executor.caller.CallOutcome.Completion;
import dev.promptlooper.executor.caller.CallOutcome.Failed;
import dev.promptlooper.executor.caller.CallOutcome.Succeeded;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads the body of a 2xx answer: what the many OpenAI-compatible servers really send, not only what the specification says.
/// Content may be a string, a list of parts, null or absent; usage may be missing or absurd and is then estimated; an `error`
/// inside a 200 is a failure; anything else is malformed. Pure, thread-safe.
final class CompletionParser {

    private static final long MOST_TOKENS = 100_000_000;
    private static final int LONGEST_NAME = 200;
    private static final int CHARACTERS_PER_TOKEN = 4;

    private final int toolCallBytes;

    /// @param toolCallBytes largest tool call array that a record can carry
    CompletionParser(int toolCallBytes) {
        this.toolCallBytes = toolCallBytes;
    }

    /// @param requestCharacters length of the request body, to estimate its tokens by
    CallOutcome parse(byte[] body, int httpStatus, int requestCharacters) {
        JsonNode root;
        try {
            root = Json.MAPPER.readTree(body);
        } catch (JacksonException _) {
            return malformed("the body is not JSON (" + firstWords(body) + ")", httpStatus);
        }
        if (root == null || !root.isObject()) {
            return malformed("the body is not a JSON object", httpStatus);
        }
        JsonNode error = root.get("error");
        if (error != null && !error.isNull()) {
            return failure(error, httpStatus);
        }
        JsonNode choices = root.get("choices");
        JsonNode choice = choices == null || !choices.isArray() || choices.isEmpty() ? null : choices.get(0);
        JsonNode message = choice == null ? null : choice.get("message");
        if (choice == null || message == null || !message.isObject()) {
            return malformed("the body has no choices[0].message; is the base URL that of an OpenAI-compatible API?",
                    httpStatus);
        }
        String output = text(message.get("content"));
        if (output == null) {
            output = text(message.get("refusal"));
        }
        String toolCalls = toolCalls(message.get("tool_calls"));
        if (toolCalls != null && toolCalls.length() > toolCallBytes) {
            return Failed.of(FailureClass.RESPONSE_TOO_LARGE, "the answer's tool calls have " + toolCalls.length()
                    + " characters, more than the " + toolCallBytes + " that are kept; limit max_tokens", httpStatus);
        }
        String answer = output == null ? "" : output;
        int answered = answer.length() + (toolCalls == null ? 0 : toolCalls.length());
        return new Succeeded(new Completion(answer, toolCalls, name(choice.get("finish_reason")),
                name(root.get("model")), usage(root.get("usage"), requestCharacters, answered)), httpStatus,
                Optional.empty());
    }

    private static CallOutcome failure(JsonNode error, int httpStatus) {
        JsonNode code = error.has("code") ? error.get("code") : error.get("status");
        int status = code == null ? 0 : code.asInt(0);
        String type = code != null && code.isString() ? code.asString() : "";
        FailureClass failure = switch (status) {
            case 429 -> FailureClass.RATE_LIMITED;
            case 401, 403 -> FailureClass.UNAUTHORIZED;
            case 400, 404, 422 -> FailureClass.BAD_REQUEST;
            case 408 -> FailureClass.TIMEOUT;
            default -> type.contains("rate_limit") ? FailureClass.RATE_LIMITED : FailureClass.SERVER_ERROR;
        };
        return Failed.of(failure, "the endpoint answered " + httpStatus + " with an error inside", httpStatus);
    }

    private static @Nullable String text(@Nullable JsonNode content) {
        if (content == null || content.isNull()) {
            return null;
        }
        if (content.isString()) {
            return content.asString();
        }
        if (content.isArray()) {
            StringBuilder text = new StringBuilder();
            for (JsonNode part : content) {
                JsonNode piece = part.isString() ? part : part.get("text");
                if (piece != null && piece.isString()) {
                    text.append(piece.asString());
                }
            }
            return text.toString();
        }
        return content.toString();
    }

    private static @Nullable String toolCalls(@Nullable JsonNode calls) {
        return calls == null || !calls.isArray() || calls.isEmpty() ? null : Json.write(calls);
    }

    private static @Nullable String name(@Nullable JsonNode node) {
        if (node == null || !node.isString()) {
            return null;
        }
        String name = node.asString();
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }

    private static Usage usage(@Nullable JsonNode usage, int requestCharacters, int answerCharacters) {
        OptionalLong prompt = tokens(usage, "prompt_tokens", "input_tokens");
        OptionalLong completion = tokens(usage, "completion_tokens", "output_tokens");
        boolean estimated = prompt.isEmpty() || completion.isEmpty();
        return new Usage(prompt.orElse(estimate(requestCharacters)), completion.orElse(estimate(answerCharacters)),
                estimated);
    }

    private static OptionalLong tokens(@Nullable JsonNode usage, String name, String otherName) {
        JsonNode node = usage == null ? null : usage.has(name) ? usage.get(name) : usage.get(otherName);
        if (node == null || !node.isNumber() || node.asDouble() < 0 || node.asDouble() > MOST_TOKENS
                || node.asDouble() != Math.rint(node.asDouble())) {
            return OptionalLong.empty();
        }
        return OptionalLong.of((long) node.asDouble());
    }

    private static long estimate(int characters) {
        return Math.ceilDiv(characters, CHARACTERS_PER_TOKEN);
    }

    private static Failed malformed(String problem, int httpStatus) {
        return Failed.of(FailureClass.MALFORMED_RESPONSE, "the endpoint answered " + httpStatus + ", but " + problem,
                httpStatus);
    }

    /// Enough to recognise an HTML page or a cut-off answer, never the content.
    private static String firstWords(byte[] body) {
        if (body.length == 0) {
            return "it is empty";
        }
        String start = new String(body, 0, Math.min(body.length, 64), StandardCharsets.UTF_8).stripLeading();
        if (start.startsWith("<")) {
            return "it looks like HTML";
        }
        return start.startsWith("{") || start.startsWith("[")
                ? "it is cut off or damaged after " + body.length + " bytes"
                : "it is something else of " + body.length + " bytes";
    }
}
