package dev.promptlooper.mcp.subscription;

import dev.promptlooper.mcp.protocol.ListChanges;

import java.io.IOException;

/// Where changes go. Used by one thread.
public interface Feed {

    /// @throws IOException when the client is gone
    void updated(String uri) throws IOException;

    /// @throws IOException when the client is gone
    void changed(ListChanges.Kind kind) throws IOException;

    /// Nothing has happened for a while.
    ///
    /// @throws IOException when the client is gone
    void idle() throws IOException;
}
