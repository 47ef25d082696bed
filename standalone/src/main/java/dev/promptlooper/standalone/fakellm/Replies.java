package dev.promptlooper.standalone.fakellm;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.standalone.fakellm.Answerer.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Bodies in the form of the OpenAI API. Stateless and thread-safe.
final class Replies {

    private static final int CHUNKS = 12;
    private static final int DIMENSIONS = 64;

    private Replies() {}

    static byte[] completion(ChatRequest request, Answer answer, long atMillis) {
        ObjectNode body = head(request, "chat.completion", atMillis);
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        choice.putObject("message").put("role", "assistant").put("content", answer.text());
        choice.put("finish_reason", answer.finishReason());
        usage(body, answer);
        return bytes(body);
    }

    /// The server-sent events of an answer, each a full `data: …` block; the last is `[DONE]`.
    static List<byte[]> events(ChatRequest request, Answer answer, long atMillis) {
        List<byte[]> events = new ArrayList<>();
        int size = Math.max(1, (answer.text().length() + CHUNKS - 1) / CHUNKS);
        for (int from = 0; from < answer.text().length(); from += size) {
            String piece = answer.text().substring(from, Math.min(answer.text().length(), from + size));
            ObjectNode body = head(request, "chat.completion.chunk", atMillis);
            ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
            ObjectNode delta = choice.putObject("delta");
            if (from == 0) {
                delta.put("role", "assistant");
            }
            delta.put("content", piece);
            events.add(event(body));
        }
        ObjectNode last = head(request, "chat.completion.chunk", atMillis);
        ObjectNode choice = last.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta");
        choice.put("finish_reason", answer.finishReason());
        events.add(event(last));
        if (request.wantsStreamedUsage()) {
            ObjectNode figures = head(request, "chat.completion.chunk", atMillis);
            figures.putArray("choices");
            usage(figures, answer);
            events.add(event(figures));
        }
        events.add("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        return events;
    }

    /// @throws IllegalArgumentException when the request has no model or input
    static Embedded embeddings(byte[] request) {
        JsonNode body = Json.read(new String(request, StandardCharsets.UTF_8), JsonNode.class);
        JsonNode input = body.path("input");
        if (!body.path("model").isString() || input.isMissingNode() || input.isNull()) {
            throw new IllegalArgumentException("the body needs model (text) and input (text, or a list of texts)");
        }
        List<String> texts = new ArrayList<>();
        if (input.isArray()) {
            input.forEach(item -> texts.add(item.asString(item.toString())));
        } else {
            texts.add(input.asString(""));
        }
        int dimensions = Math.clamp(body.path("dimensions").asInt(DIMENSIONS), 1, 4096);
        ObjectNode reply = Json.MAPPER.createObjectNode()
                .put("object", "list")
                .put("model", body.path("model").asString());
        ArrayNode data = reply.putArray("data");
        int tokens = 0;
        for (int i = 0; i < texts.size(); i++) {
            ArrayNode vector = data.addObject().put("object", "embedding").put("index", i).putArray("embedding");
            for (double value : vector(texts.get(i), dimensions)) {
                vector.add(value);
            }
            tokens += ChatRequest.tokens(texts.get(i));
        }
        reply.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return new Embedded(body.path("model").asString(), List.of(bytes(reply)), tokens);
    }

    /// @param parts the one body
    record Embedded(String model, List<byte[]> parts, int tokens) {}

    static byte[] models(List<String> names) {
        ObjectNode body = Json.MAPPER.createObjectNode().put("object", "list");
        ArrayNode data = body.putArray("data");
        names.forEach(name -> data.addObject()
                .put("id", name)
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", "fake-llm"));
        return bytes(body);
    }

    static byte[] error(String type, String message) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.putObject("error").put("message", message).put("type", type).putNull("param").putNull("code");
        return bytes(body);
    }

    static byte[] bytes(JsonNode body) {
        return Json.MAPPER.writeValueAsBytes(body);
    }

    /// A unit vector in which texts that share words are near each other: each word adds its own pseudo-random direction.
    private static double[] vector(String text, int dimensions) {
        double[] sum = new double[dimensions];
        for (String word : text.toLowerCase(Locale.ROOT).split("\\W+")) {
            long hash = Dice.hash(word);
            for (int i = 0; i < dimensions; i++) {
                sum[i] += Dice.unit(hash, 0, i) - 0.5;
            }
        }
        double length = 0;
        for (double value : sum) {
            length += value * value;
        }
        double scale = length == 0 ? 1 : 1 / Math.sqrt(length);
        for (int i = 0; i < dimensions; i++) {
            sum[i] *= scale;
        }
        return sum;
    }

    private static ObjectNode head(ChatRequest request, String object, long atMillis) {
        return Json.MAPPER.createObjectNode()
                .put("id", "chatcmpl-" + Long.toHexString(request.hash()))
                .put("object", object)
                .put("created", atMillis / 1000)
                .put("model", request.model());
    }

    private static void usage(ObjectNode body, Answer answer) {
        body.putObject("usage")
                .put("prompt_tokens", answer.promptTokens())
                .put("completion_tokens", answer.completionTokens())
                .put("total_tokens", answer.promptTokens() + answer.completionTokens());
    }

    private static byte[] event(ObjectNode body) {
        return ("data: " + body + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
