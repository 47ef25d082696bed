package dev.promptlooper.mcp.protocol;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;

/// What a method answers.
///
/// @param result the member `result`, without what only one era adds
/// @param cache  how long it may be kept and by whom, or null where the protocol has no such hint
public record Answer(ObjectNode result, @Nullable Cache cache) {

    /// @param ttl    zero: ask again every time
    /// @param shared whether it is the same for every caller
    public record Cache(Duration ttl, boolean shared) {}

    static Answer of(ObjectNode result) {
        return new Answer(result, null);
    }
}
