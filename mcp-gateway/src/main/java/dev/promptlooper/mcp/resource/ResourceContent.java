package dev.promptlooper.mcp.resource;

import java.time.Duration;

/// What is behind a URI.
///
/// @param body   the content
/// @param ttl    how long a client may keep it
/// @param shared whether it is the same for every caller (`cacheScope: public`)
public record ResourceContent(String uri, String mimeType, Body body, Duration ttl, boolean shared) {

    /// Text or bytes.
    public sealed interface Body {}

    public record Text(String text) implements Body {}

    /// @param base64 the bytes
    public record Blob(String base64) implements Body {}

    /// Text that only this caller may see, and that may change at any time.
    public static ResourceContent live(String uri, String mimeType, String text) {
        return new ResourceContent(uri, mimeType, new Text(text), Duration.ZERO, false);
    }
}
