package dev.promptlooper.mcp.modern;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.protocol.Declared;
import dev.promptlooper.mcp.protocol.Exchange;
import dev.promptlooper.mcp.protocol.InputRequired;
import dev.promptlooper.mcp.protocol.LogLevels;
import dev.promptlooper.mcp.protocol.RpcError;
import dev.promptlooper.mcp.protocol.RpcMessage;
import dev.promptlooper.mcp.rest.Caller;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// A request of the modern era. What it says on the way goes to `frames`.
final class ModernExchange implements Exchange {

    private final Meta meta;
    private final Caller caller;
    private final boolean readOnly;
    private final ObjectNode answers;
    private final Consumer<ObjectNode> frames;
    private volatile boolean cancelled;

    /// @param answers what the client has been asked before and has answered
    /// @param frames  notifications before the answer; must not block for long
    ModernExchange(Meta meta, Caller caller, boolean readOnly, ObjectNode answers, Consumer<ObjectNode> frames) {
        this.meta = meta;
        this.caller = caller;
        this.readOnly = readOnly;
        this.answers = answers;
        this.frames = frames;
    }

    /// What the client has answered, now and in the rounds before. Only what was asked is answered: an answer without a question,
    /// or to one that was another request's, counts as none.
    ///
    /// @throws RpcError where the form is wrong; a single answer of a wrong form counts as none, and is asked for again
    static ObjectNode answers(RpcMessage request, String owner, RequestStates states) {
        ObjectNode answers = Json.MAPPER.createObjectNode();
        JsonNode state = request.params().get("requestState");
        Set<String> asked = Set.of();
        if (state != null) {
            RequestStates.State opened = states.open(state.asString(""), owner, request);
            answers.setAll(opened.answers());
            asked = opened.asked();
        }
        JsonNode responses = request.params().get("inputResponses");
        if (responses == null) {
            return answers;
        }
        if (!(responses instanceof ObjectNode given)) {
            throw RpcError.refused(400, RpcError.INVALID_PARAMS, "inputResponses is not an object");
        }
        for (String name : asked) {
            if (given.get(name) instanceof ObjectNode answer) {
                answers.set(name, answer);
            }
        }
        return answers;
    }

    @Override
    public Caller caller() {
        return caller;
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    @Override
    public boolean supports(String capability) {
        return new Declared(meta.capabilities()).has(capability);
    }

    @Override
    public Map<String, ObjectNode> ask(Map<String, Question> questions) {
        Map<String, ObjectNode> answered = new LinkedHashMap<>();
        Map<String, Question> open = new LinkedHashMap<>();
        questions.forEach((name, question) -> {
            if (answers.get(name) instanceof ObjectNode answer) {
                answered.put(name, answer);
            } else {
                open.put(name, question);
            }
        });
        for (Question question : open.values()) {
            if (!supports(question.capability())) {
                throw RpcError.missingCapability(question.capability());
            }
        }
        if (!open.isEmpty()) {
            throw new InputRequired(open);
        }
        return answered;
    }

    ObjectNode answers() {
        return answers;
    }

    @Override
    public void progress(double done, double total, String message) {
        if (meta.progressToken() == null) {
            return;
        }
        ObjectNode params = Json.MAPPER.createObjectNode();
        params.set("progressToken", meta.progressToken());
        params.put("progress", done);
        if (total > 0) {
            params.put("total", total);
        }
        params.put("message", message);
        frames.accept(RpcMessage.notification("notifications/progress", params));
    }

    @Override
    public void log(String level, String text) {
        if (meta.logLevel() != null && LogLevels.reaches(level, meta.logLevel())) {
            frames.accept(RpcMessage.notification("notifications/message",
                    Json.MAPPER.createObjectNode()
                            .put("level", level)
                            .put("logger", "promptlooper")
                            .put("data", text)));
        }
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    void cancel() {
        cancelled = true;
    }
}
