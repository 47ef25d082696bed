package dev.promptlooper.mcp.modern;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.access.Visitor;
import dev.promptlooper.mcp.limits.OpenStreams;
import dev.promptlooper.mcp.protocol.Answer;
import dev.promptlooper.mcp.protocol.Methods;
import dev.promptlooper.mcp.protocol.Offer;
import dev.promptlooper.mcp.protocol.Quoted;
import dev.promptlooper.mcp.protocol.RpcError;
import dev.promptlooper.mcp.protocol.RpcMessage;
import dev.promptlooper.mcp.protocol.Versions;
import dev.promptlooper.mcp.subscription.Watches;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Answers requests of 2026-07-28. In this order: `_meta` (-32602), headers (-32020), version (-32022), method (-32601 with 404).
/// Thread-safe; blocks the thread of the servlet, which is a virtual one.
public final class ModernEndpoint {

    private final Offer offer;
    private final Methods methods;
    private final RequestStates states;
    private final Listening listening;
    private final LongSupplier nanos;

    /// @param streams how many may be open
    /// @param nanos   a clock that only grows, in nanoseconds
    public ModernEndpoint(Offer offer, RequestStates states, OpenStreams streams, Watches watches, LongSupplier nanos) {
        this.offer = offer;
        this.methods = new Methods(offer, RpcError.INVALID_PARAMS);
        this.states = states;
        this.listening = new Listening(offer, streams, watches, nanos);
        this.nanos = nanos;
    }

    /// @param readOnly whether the client came by the address that only reads
    /// @throws RpcError where the request is refused before anything was written
    public void handle(RpcMessage request, HttpServletRequest http, HttpServletResponse response, Visitor visitor,
            boolean readOnly) throws IOException {
        if (request.method() == null) {
            throw RpcError.refused(400, RpcError.INVALID_REQUEST,
                    "clients of " + Versions.MODERN + " send no responses; answers travel in inputResponses");
        }
        Meta meta = Meta.of(request);
        RequestHeaders.check(request, meta, http::getHeader);
        if (!meta.version().equals(Versions.MODERN)) {
            throw unsupported(meta.version());
        }
        if (!request.isRequest()) {
            response.setStatus(HttpServletResponse.SC_ACCEPTED); // nothing that clients tell by themselves changes anything
            return;
        }
        SseWriter out = new SseWriter(response);
        switch (request.method()) {
            case "server/discover" -> out.finish(200, RpcMessage.answer(request.id(), discovery()));
            case "subscriptions/listen" -> listening.run(request, meta, visitor, out);
            default -> {
                if (!Methods.NAMES.contains(request.method())) {
                    throw RpcError.unknownMethod(request.method());
                }
                boolean streamable = readsStreams(http.getHeader("Accept"));
                new ModernCall(request, meta, visitor.as(meta.client()), readOnly, streamable, methods, states)
                        .run(out, nanos);
            }
        }
    }

    private static boolean readsStreams(@org.jspecify.annotations.Nullable String accept) {
        return accept == null || accept.contains("text/event-stream") || accept.contains("*/*");
    }

    private static RpcError unsupported(String version) {
        ObjectNode data = Json.MAPPER.createObjectNode();
        data.putArray("supported").add(Versions.MODERN);
        data.put("requested", version);
        return RpcError.refused(400, RpcError.UNSUPPORTED_VERSION, "the version " + Quoted.of(version)
                + " is not spoken here; speak " + Versions.MODERN + ", or begin with initialize", data);
    }

    private ObjectNode discovery() {
        ObjectNode result = Json.MAPPER.createObjectNode();
        result.putArray("supportedVersions").add(Versions.MODERN);
        ObjectNode capabilities = result.putObject("capabilities");
        ObjectNode tools = capabilities.putObject("tools");
        ObjectNode resources = capabilities.putObject("resources").put("subscribe", true);
        ObjectNode prompts = capabilities.putObject("prompts");
        if (offer.changing()) {
            tools.put("listChanged", true);
            resources.put("listChanged", true);
            prompts.put("listChanged", true);
        }
        capabilities.putObject("completions");
        result.put("instructions", offer.instructions());
        return ModernCall.complete(result, new Answer.Cache(Duration.ofHours(1), true));
    }
}
