package dev.promptlooper.mcp.legacy;

import dev.promptlooper.mcp.access.Visitor;
import dev.promptlooper.mcp.protocol.RpcMessage;
import org.jspecify.annotations.Nullable;

/// The request that the current thread answers: the SDK hands neither headers nor who asks to those who answer.
///
/// @param session null while one is being opened
record LegacyCall(RpcMessage request, Visitor visitor, boolean readOnly, @Nullable LegacySession session) {

    /// Bound while the SDK's servlet has the request; it answers on the same thread.
    static final ScopedValue<LegacyCall> CURRENT = ScopedValue.newInstance();
}
