package dev.promptlooper.mcp.conformance;

import static dev.promptlooper.mcp.conformance.Fixtures.content;
import static dev.promptlooper.mcp.conformance.Fixtures.text;
import static dev.promptlooper.mcp.conformance.Fixtures.tool;

import dev.promptlooper.mcp.protocol.ListChanges;
import dev.promptlooper.mcp.protocol.OfferedTool;
import dev.promptlooper.mcp.protocol.RpcError;

import java.util.List;

/// Tools of the suite that answer at once.
final class PlainTools {

    private PlainTools() {}

    static List<OfferedTool> all(ListChanges changes) {
        return List.of(
                tool("test_simple_text", "Text",
                        (arguments, exchange) -> text("This is a simple text response for testing.")),
                tool("test_image_content", "An image",
                        (arguments, exchange) -> content(image())),
                tool("test_audio_content", "A sound",
                        (arguments, exchange) -> content(
                                "{\"type\":\"audio\",\"data\":\"" + Fixtures.WAV + "\",\"mimeType\":\"audio/wav\"}")),
                tool("test_embedded_resource", "A resource", (arguments, exchange) -> content("""
                        {"type":"resource","resource":{"uri":"test://embedded-resource","mimeType":"text/plain",
                        "text":"This is an embedded resource content."}}""")),
                tool("test_multiple_content_types", "Text, an image and a resource",
                        (arguments,
                                exchange) -> content("{\"type\":\"text\",\"text\":\"Multiple content types test:\"},"
                                        + image()
                                        + """
                                                ,{"type":"resource","resource":{"uri":"test://mixed-content-resource",
                                                "mimeType":"application/json","text":"{\\"test\\":\\"data\\",\\"value\\":123}"}}""")),
                tool("test_error_handling", "Fails",
                        (arguments, exchange) -> text("This tool intentionally returns an error for testing")
                                .put("isError", true)),
                tool("test_tool_with_logging", "Logs", (arguments, exchange) -> {
                    exchange.log("info", "Tool execution started");
                    Fixtures.work();
                    exchange.log("info", "Tool processing data");
                    Fixtures.work();
                    exchange.log("info", "Tool execution completed");
                    return text("Tool with logging executed successfully");
                }),
                tool("test_tool_with_progress", "Tells how far it is", (arguments, exchange) -> {
                    exchange.progress(0, 100, "begun");
                    Fixtures.work();
                    exchange.progress(50, 100, "half");
                    Fixtures.work();
                    exchange.progress(100, 100, "done");
                    return text("Tool with progress executed successfully");
                }),
                tool("test_logging_tool", "Logs if it may", (arguments, exchange) -> {
                    exchange.log("info", "a line");
                    return text("logged, or not");
                }),
                tool("test_missing_capability", "Needs sampling", (arguments, exchange) -> {
                    if (!exchange.supports("sampling")) {
                        throw RpcError.missingCapability("sampling");
                    }
                    return text("the client can sample");
                }),
                tool("test_streaming_elicitation", "Says something before it asks", (arguments, exchange) -> {
                    exchange.progress(1, 2, "about to ask");
                    exchange.ask(InputTools.NAME);
                    return text("asked");
                }),
                tool("test_trigger_tool_change", "Announces other tools", (arguments, exchange) -> {
                    changes.announce(ListChanges.Kind.TOOLS);
                    return text("announced");
                }),
                tool("test_trigger_prompt_change", "Announces other prompts", (arguments, exchange) -> {
                    changes.announce(ListChanges.Kind.PROMPTS);
                    return text("announced");
                }),
                tool("json_schema_2020_12_tool", "Tool with JSON Schema 2020-12 features",
                        """
                                {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
                                "$defs":{"address":{"$anchor":"addressDef","type":"object","properties":{"street":{"type":"string"},"city":{"type":"string"}}}},
                                "properties":{"name":{"type":"string"},"address":{"$ref":"#/$defs/address"},
                                "contactMethod":{"type":"string","enum":["phone","email"]},"phone":{"type":"string"},"email":{"type":"string"}},
                                "allOf":[{"anyOf":[{"required":["phone"]},{"required":["email"]}]}],
                                "if":{"properties":{"contactMethod":{"const":"phone"}},"required":["contactMethod"]},
                                "then":{"required":["phone"]},"else":{"required":["email"]},"additionalProperties":false}""",
                        (arguments, exchange) -> text("valid")));
    }

    private static String image() {
        return "{\"type\":\"image\",\"data\":\"" + Fixtures.PNG + "\",\"mimeType\":\"image/png\"}";
    }
}
