package dev.promptlooper.mcp.tool;

import dev.promptlooper.mcp.rest.RestFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.UUID;

/// Calls a tool the way every protocol era does: scope, arguments, handler, and only our own words about what went wrong.
/// Thread-safe.
public final class ToolRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ToolRunner.class);

    /// Never throws: a client library would send an exception's message to the agent.
    public ToolResult run(Tool tool, ToolCall call) {
        if (!call.principal().may(tool.scope())) {
            return new ToolResult.Failed(new ToolError(ToolError.Code.FORBIDDEN_SCOPE,
                    tool.name() + " needs a key with the scope '" + tool.scope().word() + "'",
                    "use a key that has it; the owner of this one can make one", null, false, null));
        }
        try {
            return tool.handler().call(call);
        } catch (RestFailure e) {
            return new ToolResult.Failed(
                    new ToolError(ToolError.Code.UPSTREAM_ERROR, String.valueOf(e.getMessage()), null,
                            null, e.status() == 0, null));
        } catch (RuntimeException e) {
            String reference = UUID.randomUUID().toString();
            LOG.error("tool {} failed, reference {}", tool.name(), reference, e);
            return new ToolResult.Failed(new ToolError(ToolError.Code.INTERNAL,
                    "internal error, reference " + reference + "; the server's log has the details", null, null, false,
                    null));
        }
    }
}
