package dev.promptlooper.mcp.tool;

import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.mcp.rest.RestApi;
import tools.jackson.databind.node.ObjectNode;

/// One call of a tool.
public interface ToolCall {

    /// As the client sent them; an empty object when it sent none.
    ObjectNode arguments();

    /// The REST API, authorised as the caller.
    RestApi api();

    /// Who calls.
    Principal principal();

    /// Tells the client how far it is. Does nothing when the client did not ask for progress, when `done` has not grown since the
    /// last time, and more often than once a second.
    ///
    /// @param done    grows from call to call
    /// @param total   of the same unit; not positive when unknown
    /// @param message a few words of ours
    void progress(double done, double total, String message);

    /// Whether nobody waits for the answer any more. Handlers that wait ask between two steps.
    boolean cancelled();
}
