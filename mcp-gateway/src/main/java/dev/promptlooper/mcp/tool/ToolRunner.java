package dev.promptlooper.mcp.tool;

import dev.promptlooper.mcp.rest.RestFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.UUID;
import java.util.function.Supplier;

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
        return guarded(tool, call, () -> {
            ToolError wrong = check.check(tool, call.arguments());
            return wrong == null ? tool.handler().call(call) : new ToolResult.Failed(wrong);
        });
    }

    /// What goes on after a question is guarded as what came before it.
    private static ToolResult guarded(Tool tool, ToolCall call, Supplier<ToolResult> work) {
        try {
            return switch (work.get()) {
                case ToolResult.Done done -> Answer.fit(done);
                case ToolResult.Failed failed -> failed;
                case ToolResult.Unconfirmed open -> new ToolResult.Unconfirmed(open.subject(), open.question(),
                        open.usd(), () -> guarded(tool, call, open.go()));
            };
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
