package dev.promptlooper.mcp.legacy;

import dev.promptlooper.mcp.protocol.Declared;
import dev.promptlooper.mcp.protocol.Exchange;
import dev.promptlooper.mcp.protocol.RpcError;
import dev.promptlooper.mcp.rest.Caller;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.Map;

/// A request of the legacy era. Used by the thread that answers it; [#cancel] may be called from any.
final class LegacyExchange implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(LegacyExchange.class);
    private static final Map<String, String> DISMISSED = Map.of("action", "cancel");

    private final LegacyCall call;
    private final LegacySession session;
    private final Caller caller;
    private final McpAsyncServerExchange sdk;
    private final Thread thread = Thread.currentThread();
    private final @Nullable JsonNode progressToken;
    private volatile boolean cancelled;
    private boolean over;

    LegacyExchange(LegacyCall call, LegacySession session, McpAsyncServerExchange sdk) {
        this.call = call;
        this.session = session;
        this.caller = call.visitor().as(session.client());
        this.sdk = sdk;
        JsonNode token = call.request().meta().get("progressToken");
        this.progressToken = token != null && (token.isString() || token.isIntegralNumber()) ? token : null;
    }

    @Override
    public Caller caller() {
        return caller;
    }

    @Override
    public boolean readOnly() {
        return call.readOnly();
    }

    @Override
    public boolean supports(String capability) {
        return new Declared(session.capabilities()).has(capability);
    }

    @Override
    public Map<String, ObjectNode> ask(Map<String, Question> questions) {
        Map<String, ObjectNode> answers = new LinkedHashMap<>();
        questions.forEach((name, question) -> {
            if (!supports(question.capability())) {
                throw RpcError.missingCapability(question.capability());
            }
            answers.put(name, ask(question));
        });
        return answers;
    }

    private ObjectNode ask(Question question) {
        var mapper = McpJsonDefaults.getMapper();
        Object answer = switch (question.method()) {
            case "elicitation/create" -> elicited(question.params());
            case "sampling/createMessage" -> sdk
                    .createMessage(mapper.convertValue(question.params(), McpSchema.CreateMessageRequest.class))
                    .block();
            case "roots/list" -> sdk.listRoots().block();
            default -> throw new IllegalArgumentException("clients cannot be asked " + question.method());
        };
        return mapper.convertValue(answer, ObjectNode.class);
    }

    /// A person who does not answer in time, or a client that fails to ask, is nobody who agreed: the question counts as dismissed.
    private Object elicited(ObjectNode params) {
        try {
            McpSchema.ElicitResult answer = sdk
                    .createElicitation(
                            McpJsonDefaults.getMapper().convertValue(params, McpSchema.ElicitFormRequest.class))
                    .block();
            return answer == null ? DISMISSED : answer;
        } catch (RuntimeException e) {
            LOG.info("a client was asked and did not answer: {}", e.getClass().getSimpleName());
            return DISMISSED;
        }
    }

    @Override
    public void progress(double done, double total, String message) {
        if (progressToken == null || cancelled) {
            return;
        }
        Object token = progressToken.isString() ? progressToken.asString() : progressToken.numberValue();
        var notification = McpSchema.ProgressNotification.builder(token, done).message(message);
        sdk.progressNotification((total > 0 ? notification.total(total) : notification).build()).block();
    }

    @Override
    public void log(String level, String text) {
        sdk.loggingNotification(McpSchema.LoggingMessageNotification
                .builder(McpSchema.LoggingLevel.valueOf(level.toUpperCase(java.util.Locale.ROOT)), text)
                .logger("promptlooper")
                .build()).block();
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    /// The client does not wait any more: whatever the handler waits for is interrupted.
    synchronized void cancel() {
        cancelled = true;
        if (!over) {
            thread.interrupt();
        }
    }

    /// The handler is done; its thread is not to be interrupted any more.
    synchronized void end() {
        over = true;
        if (Thread.interrupted()) {
            cancelled = true;
        }
    }
}
