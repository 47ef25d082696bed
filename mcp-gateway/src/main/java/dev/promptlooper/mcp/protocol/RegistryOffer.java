package dev.promptlooper.mcp.protocol;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.completion.Completions;
import dev.promptlooper.mcp.prompt.Prompts;
import dev.promptlooper.mcp.registry.Registry;
import dev.promptlooper.mcp.resource.ResourceContent;
import dev.promptlooper.mcp.rest.Caller;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What PromptLooper offers: the [Registry] in the protocol's shapes. Thread-safe.
public final class RegistryOffer implements Offer {

    private static final int MOST_COMPLETIONS = 100;

    private final Registry registry;
    private final List<OfferedTool> tools;
    private final ListChanges changes = new ListChanges();

    /// @param calls how often whom
    public RegistryOffer(Registry registry, ToolCalls calls) {
        this.registry = registry;
        this.tools = registry.tools().stream().map(calls::offer).toList();
    }

    @Override
    public String instructions() {
        return registry.instructions();
    }

    @Override
    public List<OfferedTool> tools() {
        return tools;
    }

    @Override
    public ArrayNode resources(Exchange exchange) {
        ArrayNode entries = Json.MAPPER.createArrayNode();
        registry.resources()
                .list(exchange.caller())
                .forEach(entry -> describe(entries.addObject().put("uri", entry.uri()), entry.name(), entry.title(),
                        entry.description(), entry.mimeType()));
        return entries;
    }

    @Override
    public ArrayNode templates() {
        ArrayNode entries = Json.MAPPER.createArrayNode();
        registry.resources()
                .templates()
                .forEach(entry -> describe(entries.addObject().put("uriTemplate", entry.uriTemplate()), entry.name(),
                        entry.title(), entry.description(), entry.mimeType()));
        return entries;
    }

    private static void describe(ObjectNode entry, String name, String title, String description, String mimeType) {
        entry.put("name", name).put("title", title).put("description", description).put("mimeType", mimeType);
    }

    @Override
    public Answer read(String uri, Exchange exchange) {
        ResourceContent content = registry.resources().read(uri, exchange.caller());
        ObjectNode result = Json.MAPPER.createObjectNode();
        result.putArray("contents").add(contents(content));
        return new Answer(result, new Answer.Cache(content.ttl(), content.shared()));
    }

    private static ObjectNode contents(ResourceContent content) {
        ObjectNode node = Json.MAPPER.createObjectNode().put("uri", content.uri()).put("mimeType", content.mimeType());
        return switch (content.body()) {
            case ResourceContent.Text(String text) -> node.put("text", text);
            case ResourceContent.Blob(String base64) -> node.put("blob", base64);
        };
    }

    @Override
    public boolean subscribable(String uri) {
        return registry.resources().subscribable(uri);
    }

    @Override
    public String revision(String uri, Caller caller) {
        return registry.resources().revision(uri, caller);
    }

    @Override
    public ArrayNode prompts() {
        ArrayNode entries = Json.MAPPER.createArrayNode();
        for (Prompts.Entry prompt : registry.prompts().list()) {
            ObjectNode entry = entries.addObject()
                    .put("name", prompt.name())
                    .put("title", prompt.title())
                    .put("description", prompt.description());
            ArrayNode arguments = entry.putArray("arguments");
            prompt.arguments()
                    .forEach(argument -> arguments.addObject()
                            .put("name", argument.name())
                            .put("description", argument.description())
                            .put("required", argument.required()));
        }
        return entries;
    }

    @Override
    public ObjectNode prompt(String name, ObjectNode arguments, Exchange exchange) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
            if (!argument.getValue().isString()) {
                throw RpcError.of(RpcError.INVALID_PARAMS,
                        "the argument " + Quoted.of(argument.getKey()) + " is not a string");
            }
            values.put(argument.getKey(), argument.getValue().asString());
        }
        Prompts.Filled filled = registry.prompts().get(name, values, exchange.caller());
        ObjectNode result = Json.MAPPER.createObjectNode().put("description", filled.description());
        ArrayNode messages = result.putArray("messages");
        filled.messages()
                .forEach(message -> messages.addObject()
                        .put("role", message.role())
                        .set("content", content(message.content())));
        return result;
    }

    private static ObjectNode content(Prompts.Content content) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        return switch (content) {
            case Prompts.Text(String text) -> node.put("type", "text").put("text", text);
            case Prompts.Embedded(ResourceContent resource) -> node.put("type", "resource")
                    .set("resource", contents(resource));
            case Prompts.Image(String base64, String mimeType) -> node.put("type", "image")
                    .put("data", base64)
                    .put("mimeType", mimeType);
        };
    }

    @Override
    public ObjectNode complete(ObjectNode ref, String argument, String value, Exchange exchange) {
        Completions.Ref of = switch (ref.path("type").asString("")) {
            case "ref/prompt" -> new Completions.PromptRef(ref.path("name").asString(""));
            case "ref/resource" -> new Completions.TemplateRef(ref.path("uri").asString(""));
            default -> throw RpcError.of(RpcError.INVALID_PARAMS,
                    "ref.type is 'ref/prompt' or 'ref/resource', was " + Quoted.of(ref.path("type").asString("")));
        };
        Completions.Proposal proposal = registry.completions().complete(of, argument, value, exchange.caller());
        ObjectNode result = Json.MAPPER.createObjectNode();
        ObjectNode completion = result.putObject("completion");
        ArrayNode values = completion.putArray("values");
        proposal.values().stream().limit(MOST_COMPLETIONS).forEach(values::add);
        completion.put("total", proposal.total()).put("hasMore", proposal.more());
        return result;
    }

    /// The tools of a running server are always the same.
    @Override
    public boolean changing() {
        return false;
    }

    @Override
    public ListChanges changes() {
        return changes;
    }
}
