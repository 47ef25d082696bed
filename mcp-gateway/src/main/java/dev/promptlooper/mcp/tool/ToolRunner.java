package dev.promptlooper.mcp.tool;

import dev.promptlooper.mcp.rest.RestFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.UUID;

/// Calls a tool the way every protocol era does: scope, arguments, handler, size, and only our own words about what went wrong.
/// Thread-safe.
public final class ToolRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ToolRunner.class);

    private final ArgumentCheck check = new ArgumentCheck();

    /// Never throws: a client library would send an exception's message to the agent.
    public ToolResult run(Tool tool, ToolCall call) {
        if (!call.principal().may(tool.scope())) {
            return new ToolResult.Failed(new ToolError(ToolError.Code.FORBIDDEN_SCOPE,
                    tool.name() + " needs a key with the scope '" + tool.scope().word() + "'",
                    "use a key that has it; the owner of this one can make one", null, false, null));
        }
        try {
            ToolError wrong = check.check(tool, call.arguments());
            if (wrong != null) {
                return new ToolResult.Failed(wrong);
            }
            ToolResult result = tool.handler().call(call);
            return result instanceof ToolResult.Done done ? Answer.fit(done) : result;
        } catch (BadArguments e) {
            return new ToolResult.Failed(e.error());
        } catch (RestFailure e) {
            return new ToolResult.Failed(Refusals.of(tool, call, e));
        } catch (RuntimeException e) {
            String reference = UUID.randomUUID().toString();
            LOG.error("tool {} failed, reference {}", tool.name(), reference, e);
            return new ToolResult.Failed(new ToolError(ToolError.Code.INTERNAL,
                    "internal error, reference " + reference + "; the server's log has the details", null, null, false,
                    null));
        }
    }
}
