package dev.promptlooper.mcp.protocol;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/// Everything a server offers, in the protocol's own shapes. Thread-safe; each list has a fixed order.
public interface Offer {

    /// For models: how to work with this server.
    String instructions();

    List<OfferedTool> tools();

    ArrayNode resources(Exchange exchange);

    ArrayNode templates();

    /// @throws dev.promptlooper.mcp.resource.UnknownResource when there is nothing behind the URI
    Answer read(String uri, Exchange exchange);

    boolean subscribable(String uri);

    /// Changes when the content behind the URI does; asked at most once a second.
    ///
    /// @throws dev.promptlooper.mcp.resource.UnknownResource when there is nothing behind the URI
    String revision(String uri, dev.promptlooper.mcp.rest.Caller caller);

    ArrayNode prompts();

    /// @throws dev.promptlooper.mcp.prompt.BadPrompt when there is no such prompt, or an argument is missing or wrong
    ObjectNode prompt(String name, ObjectNode arguments, Exchange exchange);

    /// @return as in the answer of `completion/complete`
    ObjectNode complete(ObjectNode ref, String argument, String value, Exchange exchange);

    /// Whether the lists can change while the server runs.
    boolean changing();

    /// Where changes are announced.
    ListChanges changes();
}
