package dev.promptlooper.mcp.access;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/// Finds out who makes a request that the door has let in.
@FunctionalInterface
public interface Visitors {

    /// @return null when nobody is known, which the door has already seen to unless there is none
    @Nullable
    Visitor of(HttpServletRequest request);
}
