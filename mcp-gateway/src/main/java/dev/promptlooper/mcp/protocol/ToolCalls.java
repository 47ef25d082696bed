package dev.promptlooper.mcp.protocol;

import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.limits.CallLimits;
import dev.promptlooper.mcp.rest.RestApi;
import dev.promptlooper.mcp.tool.Hints;
import dev.promptlooper.mcp.tool.Link;
import dev.promptlooper.mcp.tool.Tool;
import dev.promptlooper.mcp.tool.ToolCall;
import dev.promptlooper.mcp.tool.ToolError;
import dev.promptlooper.mcp.tool.ToolResult;
import dev.promptlooper.mcp.tool.ToolRunner;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Runs the tools of the registry for the protocol: who may see and call what, how often, and in what form the answer leaves.
/// Thread-safe.
public final class ToolCalls {

    private static final long PROGRESS_EVERY = Duration.ofSeconds(1).toNanos();

    private final ToolRunner runner;
    private final CallLimits limits;
    private final double askAbove;
    private final LongSupplier nanos;

    /// @param askAbove dollars above which a user is asked, where the client can do so
    /// @param nanos    a clock that only grows, in nanoseconds
    public ToolCalls(ToolRunner runner, CallLimits limits, double askAbove, LongSupplier nanos) {
        this.runner = runner;
        this.limits = limits;
        this.askAbove = askAbove;
        this.nanos = nanos;
    }

    OfferedTool offer(Tool tool) {
        return new OfferedTool(entry(tool), exchange -> isVisible(tool, exchange),
                (arguments, exchange) -> call(tool, arguments, exchange));
    }

    private static boolean isVisible(Tool tool, Exchange exchange) {
        return exchange.caller().principal().may(tool.scope()) && (!exchange.readOnly() || tool.hints().readOnly());
    }

    /// The schemas are parsed from their text, which keeps the order of their members from start to start.
    private static ObjectNode entry(Tool tool) {
        ObjectNode entry = Json.MAPPER.createObjectNode()
                .put("name", tool.name())
                .put("title", tool.title())
                .put("description", tool.description());
        entry.set("inputSchema", Json.MAPPER.readTree(tool.inputSchema()));
        if (!tool.outputSchema().isBlank()) {
            entry.set("outputSchema", Json.MAPPER.readTree(tool.outputSchema()));
        }
        Hints hints = tool.hints();
        entry.putObject("annotations")
                .put("title", tool.title())
                .put("readOnlyHint", hints.readOnly())
                .put("destructiveHint", hints.destructive())
                .put("idempotentHint", hints.idempotent())
                .put("openWorldHint", hints.openWorld());
        entry.putObject("_meta").put("promptlooper/rest", tool.rest());
        return entry;
    }

    private ObjectNode call(Tool tool, ObjectNode arguments, Exchange exchange) {
        if (exchange.readOnly() && !tool.hints().readOnly()) {
            return failed(new ToolError(ToolError.Code.FORBIDDEN_SCOPE,
                    tool.name() + " changes something, and this address only reads",
                    "connect to /mcp instead of /mcp/readonly", null, false, null));
        }
        long wait = limits.take(exchange.caller().principal(), tool);
        if (wait > 0) {
            return failed(new ToolError(ToolError.Code.RATE_LIMITED,
                    "too many calls of this kind; retry_after_ms=" + wait, "wait that long, and poll less often", null,
                    true, null));
        }
        return answer(runner.run(tool, new Call(arguments, exchange)), exchange);
    }

    private ObjectNode answer(ToolResult result, Exchange exchange) {
        return switch (result) {
            case ToolResult.Done done -> done(done);
            case ToolResult.Failed(ToolError error) -> failed(error);
            case ToolResult.Unconfirmed open -> Consent.given(open, exchange, askAbove)
                    ? answer(open.go().get(), exchange)
                    : failed(Consent.declined(open));
        };
    }

    private static ObjectNode done(ToolResult.Done done) {
        ObjectNode result = Json.MAPPER.createObjectNode();
        ArrayNode content = result.putArray("content");
        content.addObject().put("type", "text").put("text", done.text());
        for (Link link : done.links()) {
            content.addObject()
                    .put("type", "resource_link")
                    .put("uri", link.uri())
                    .put("name", link.name())
                    .put("description", link.description())
                    .put("mimeType", link.mimeType());
        }
        result.set("structuredContent", done.structured());
        return result.put("isError", false);
    }

    private static ObjectNode failed(ToolError error) {
        ObjectNode result = Json.MAPPER.createObjectNode();
        result.putArray("content").addObject().put("type", "text").put("text", error.text());
        return result.put("isError", true);
    }

    private final class Call implements ToolCall {

        private final ObjectNode arguments;
        private final Exchange exchange;
        private double last = Double.NEGATIVE_INFINITY;
        private long notBefore = Long.MIN_VALUE;

        Call(ObjectNode arguments, Exchange exchange) {
            this.arguments = arguments;
            this.exchange = exchange;
        }

        @Override
        public ObjectNode arguments() {
            return arguments;
        }

        @Override
        public RestApi api() {
            return exchange.caller().api();
        }

        @Override
        public Principal principal() {
            return exchange.caller().principal();
        }

        @Override
        public void progress(double done, double total, String message) {
            long now = nanos.getAsLong();
            if (done > last && (notBefore == Long.MIN_VALUE || now - notBefore >= 0)) {
                last = done;
                notBefore = now + PROGRESS_EVERY;
                exchange.progress(done, total, message);
            }
        }

        @Override
        public boolean cancelled() {
            return exchange.cancelled();
        }
    }
}
