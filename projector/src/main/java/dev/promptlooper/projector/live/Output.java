package dev.promptlooper.projector.live;

/// What the owner of a socket is to do next for its [Connection].
public sealed interface Output {

    /// @param text a text frame
    record Send(String text) implements Output {}

    /// Send a WebSocket ping.
    record Ping() implements Output {}

    /// @param code close the socket with it; nothing comes after
    record Close(CloseCode code) implements Output {}
}
