package dev.promptlooper.mcp.tool;

/// Carries out a [Tool]. Stateless and thread-safe. May block for as long as the tool says, never more than 55 seconds.
@FunctionalInterface
public interface ToolHandler {

    /// @param call the arguments are as the tool's input schema wants them
    /// @return what the agent gets; arguments that only the handler can judge are refused with [ToolResult.Failed]
    /// @throws dev.promptlooper.mcp.rest.RestFailure when the API refuses or does not answer
    ToolResult call(ToolCall call);
}
