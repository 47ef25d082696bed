package dev.promptlooper.mcp.protocol;

import tools.jackson.databind.node.ObjectNode;

import java.util.function.Predicate;

/// A tool in the protocol's own form.
///
/// @param entry      as in `tools/list`
/// @param visible    to whom it is shown; calling it is judged by the call itself
/// @param call       does it
public record OfferedTool(ObjectNode entry, Predicate<Exchange> visible, Call call) {

    /// Does what the tool is for.
    @FunctionalInterface
    public interface Call {
        /// @param arguments an empty object when the client sent none
        /// @return as in the answer of `tools/call`
        /// @throws RpcError only for what is wrong with the request, never for what went wrong while carrying it out
        ObjectNode call(ObjectNode arguments, Exchange exchange);
    }

    public String name() {
        return entry.path("name").asString();
    }
}
