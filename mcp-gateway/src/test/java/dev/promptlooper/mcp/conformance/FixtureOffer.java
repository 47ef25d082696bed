package dev.promptlooper.mcp.conformance;

import static dev.promptlooper.mcp.conformance.Fixtures.json;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.prompt.BadPrompt;
import dev.promptlooper.mcp.protocol.Answer;
import dev.promptlooper.mcp.protocol.Exchange;
import dev.promptlooper.mcp.protocol.ListChanges;
import dev.promptlooper.mcp.protocol.Offer;
import dev.promptlooper.mcp.protocol.OfferedTool;
import dev.promptlooper.mcp.resource.UnknownResource;
import dev.promptlooper.mcp.rest.Caller;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the official suite wants a server to offer.
final class FixtureOffer implements Offer {

    private static final Pattern TEMPLATE = Pattern.compile("test://template/([^/]+)/data");
    private static final Answer.Cache SECOND = new Answer.Cache(Duration.ofSeconds(1), true);

    private final ListChanges changes = new ListChanges();
    private final List<OfferedTool> tools = Stream.concat(PlainTools.all(changes).stream(), InputTools.all().stream())
            .toList();

    @Override
    public String instructions() {
        return "for the conformance suite only";
    }

    @Override
    public List<OfferedTool> tools() {
        return tools;
    }

    @Override
    public ArrayNode resources(Exchange exchange) {
        return (ArrayNode) json("""
                {"a":[{"uri":"test://static-text","name":"static-text","description":"text","mimeType":"text/plain"},
                {"uri":"test://static-binary","name":"static-binary","description":"an image","mimeType":"image/png"},
                {"uri":"test://watched-resource","name":"watched","description":"changes","mimeType":"text/plain"}]}""")
                .get("a");
    }

    @Override
    public ArrayNode templates() {
        return (ArrayNode) json("""
                {"a":[{"uriTemplate":"test://template/{id}/data","name":"template","description":"data of an id",
                "mimeType":"application/json"}]}""").get("a");
    }

    @Override
    public Answer read(String uri, Exchange exchange) {
        Matcher template = TEMPLATE.matcher(uri);
        ObjectNode contents = Json.MAPPER.createObjectNode().put("uri", uri);
        if (template.matches()) {
            contents.put("mimeType", "application/json")
                    .put("text", "{\"id\":\"" + template.group(1) + "\",\"templateTest\":true,\"data\":\"Data for ID: "
                            + template.group(1) + "\"}");
        } else {
            switch (uri) {
                case "test://static-text" -> contents.put("mimeType", "text/plain")
                        .put("text", "This is the content of the static text resource.");
                case "test://static-binary" -> contents.put("mimeType", "image/png").put("blob", Fixtures.PNG);
                case "test://watched-resource" -> contents.put("mimeType", "text/plain").put("text", "watched");
                default -> throw new UnknownResource(uri, "there is nothing behind this URI");
            }
        }
        ObjectNode result = Json.MAPPER.createObjectNode();
        result.putArray("contents").add(contents);
        return new Answer(result, SECOND);
    }

    @Override
    public boolean subscribable(String uri) {
        return uri.startsWith("test://");
    }

    @Override
    public String revision(String uri, Caller caller) {
        return "1";
    }

    @Override
    public ArrayNode prompts() {
        return (ArrayNode) json(
                """
                        {"a":[{"name":"test_simple_prompt","description":"simple"},
                        {"name":"test_prompt_with_arguments","description":"two arguments","arguments":[
                        {"name":"arg1","description":"first","required":true},{"name":"arg2","description":"second","required":true}]},
                        {"name":"test_prompt_with_embedded_resource","description":"a resource","arguments":[
                        {"name":"resourceUri","description":"URI","required":true}]},
                        {"name":"test_prompt_with_image","description":"an image"},
                        {"name":"test_input_required_result_prompt","description":"asks first"}]}""")
                .get("a");
    }

    @Override
    public ObjectNode prompt(String name, ObjectNode arguments, Exchange exchange) {
        return switch (name) {
            case "test_simple_prompt" -> messages(text("This is a simple prompt for testing."));
            case "test_prompt_with_arguments" -> messages(text("Prompt with arguments: arg1='"
                    + arguments.path("arg1").asString("") + "', arg2='" + arguments.path("arg2").asString("") + "'"));
            case "test_prompt_with_embedded_resource" -> messages("{\"type\":\"resource\",\"resource\":{\"uri\":\""
                    + arguments.path("resourceUri").asString("")
                    + "\",\"mimeType\":\"text/plain\",\"text\":\"Embedded resource content for testing.\"}}",
                    text("Please process the embedded resource above."));
            case "test_prompt_with_image" -> messages(
                    "{\"type\":\"image\",\"data\":\"" + Fixtures.PNG + "\",\"mimeType\":\"image/png\"}",
                    text("Please analyze the image above."));
            case "test_input_required_result_prompt" -> messages(text("Context: " + exchange
                    .ask(Map.of("user_context", Fixtures.elicitation("What context should the prompt use?", """
                            {"type":"object","properties":{"context":{"type":"string"}},"required":["context"]}""")))
                    .keySet()));
            default -> throw new BadPrompt("there is no such prompt");
        };
    }

    private static String text(String text) {
        return Json.write(Json.MAPPER.createObjectNode().put("type", "text").put("text", text));
    }

    private static ObjectNode messages(String... contents) {
        ObjectNode result = Json.MAPPER.createObjectNode();
        ArrayNode messages = result.putArray("messages");
        for (String content : contents) {
            messages.addObject().put("role", "user").set("content", json(content));
        }
        return result;
    }

    @Override
    public ObjectNode complete(ObjectNode ref, String argument, String value, Exchange exchange) {
        ObjectNode result = json("{\"completion\":{\"values\":[],\"total\":3,\"hasMore\":false}}");
        Stream.of("paris", "park", "party")
                .filter(each -> each.startsWith(value))
                .forEach(((ArrayNode) result.path("completion").path("values"))::add);
        return result;
    }

    @Override
    public boolean changing() {
        return true;
    }

    @Override
    public ListChanges changes() {
        return changes;
    }
}
