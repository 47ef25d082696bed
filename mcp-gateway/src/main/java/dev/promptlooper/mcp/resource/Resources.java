package dev.promptlooper.mcp.resource;

import dev.promptlooper.mcp.rest.Caller;

import java.util.List;

/// What agents can read by URI. Thread-safe.
public interface Resources {

    /// In a fixed order; the same for callers with the same rights.
    List<ResourceEntry> list(Caller caller);

    /// In a fixed order.
    List<TemplateEntry> templates();

    /// @throws UnknownResource when there is nothing behind the URI
    /// @throws dev.promptlooper.mcp.rest.RestFailure when the API refuses or does not answer
    ResourceContent read(String uri, Caller caller);

    /// Whether clients may ask to be told when it changes.
    boolean subscribable(String uri);

    /// Changes when the content does. Cheap: asked at most once a second per subscribed URI.
    ///
    /// @throws UnknownResource when there is nothing behind the URI
    String revision(String uri, Caller caller);
}
