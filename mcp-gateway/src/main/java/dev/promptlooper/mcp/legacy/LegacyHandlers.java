package dev.promptlooper.mcp.legacy;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.protocol.LogLevels;
import dev.promptlooper.mcp.protocol.Methods;
import dev.promptlooper.mcp.protocol.Offer;
import dev.promptlooper.mcp.protocol.Quoted;
import dev.promptlooper.mcp.protocol.RpcError;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpRequestHandler;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// What answers the requests of sessions, in the form that the SDK's session wants. Stateless, thread-safe.
///
/// A handler runs on the thread that asks for it, the servlet's virtual one: nothing in here switches threads, so waiting costs
/// no platform thread.
final class LegacyHandlers {

    private final Offer offer;
    private final Methods methods;

    LegacyHandlers(Offer offer) {
        this.offer = offer;
        this.methods = new Methods(offer, RpcError.RESOURCE_NOT_FOUND);
    }

    Map<String, McpRequestHandler<?>> all() {
        Map<String, McpRequestHandler<?>> handlers = new HashMap<>();
        Methods.NAMES.forEach(method -> handlers.put(method, handler((params, exchange, session) -> methods
                .answer(method, params, exchange)
                .result())));
        handlers.put("ping", handler((params, exchange, session) -> nothing()));
        handlers.put("logging/setLevel", handler((params, exchange, session) -> setLevel(params, session)));
        handlers.put("resources/subscribe", handler((params, exchange, session) -> subscribe(params, session)));
        handlers.put("resources/unsubscribe", handler((params, exchange, session) -> unsubscribe(params, session)));
        return handlers;
    }

    /// Answers one method.
    @FunctionalInterface
    private interface Method {
        ObjectNode answer(ObjectNode params, LegacyExchange exchange, LegacySession session);
    }

    private static McpRequestHandler<ObjectNode> handler(Method method) {
        return (sdk, ignored) -> Mono.fromCallable(() -> answer(method, sdk));
    }

    private static ObjectNode answer(Method method, McpAsyncServerExchange sdk) {
        LegacyCall call = LegacyCall.CURRENT.get();
        LegacySession session = Objects.requireNonNull(call.session(), "requests have a session");
        JsonNode id = Objects.requireNonNull(call.request().id(), "requests have an id");
        LegacyExchange exchange = new LegacyExchange(call, session, sdk);
        session.inFlight().put(id, exchange);
        try {
            return method.answer(call.request().params(), exchange, session);
        } catch (RpcError e) {
            throw new McpError(new McpSchema.JSONRPCResponse.JSONRPCError(e.code(), e.text(), data(e)));
        } finally {
            session.inFlight().remove(id, exchange);
            exchange.end();
        }
    }

    private static @Nullable Object data(RpcError error) {
        return error.data();
    }

    private static ObjectNode nothing() {
        return Json.MAPPER.createObjectNode();
    }

    private static ObjectNode setLevel(ObjectNode params, LegacySession session) {
        String level = params.path("level").asString("");
        if (!LogLevels.isKnown(level)) {
            throw RpcError.of(RpcError.INVALID_PARAMS, "there is no level " + Quoted.of(level));
        }
        session.sdk().setMinLoggingLevel(McpSchema.LoggingLevel.valueOf(level.toUpperCase(Locale.ROOT)));
        return nothing();
    }

    private ObjectNode subscribe(ObjectNode params, LegacySession session) {
        String uri = params.path("uri").asString("");
        if (!offer.subscribable(uri)) {
            throw RpcError.of(RpcError.INVALID_PARAMS, Quoted.of(uri)
                    + " cannot be subscribed to; resources/templates/list shows what there is",
                    Json.MAPPER.createObjectNode().put("uri", Quoted.plain(uri, 200)));
        }
        if (session.uris().size() >= LegacySession.MOST_URIS && !session.uris().contains(uri)) {
            throw RpcError.of(RpcError.TOO_MANY, "a session has at most " + LegacySession.MOST_URIS
                    + " subscriptions; end one first");
        }
        session.uris().add(uri);
        return nothing();
    }

    private static ObjectNode unsubscribe(ObjectNode params, LegacySession session) {
        session.uris().remove(params.path("uri").asString(""));
        return nothing();
    }
}
