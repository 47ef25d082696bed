package dev.promptlooper.mcp.conformance;

import static dev.promptlooper.mcp.conformance.Fixtures.elicitation;
import static dev.promptlooper.mcp.conformance.Fixtures.text;
import static dev.promptlooper.mcp.conformance.Fixtures.tool;

import dev.promptlooper.mcp.protocol.Exchange;
import dev.promptlooper.mcp.protocol.Exchange.Question;
import dev.promptlooper.mcp.protocol.OfferedTool;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Tools of the suite that ask the client.
final class InputTools {

    static final Map<String, Question> NAME = Map.of("user_name", elicitation("What is your name?", """
            {"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}"""));
    private static final Map<String, Question> CONFIRM = Map.of("confirm", elicitation("Please confirm", """
            {"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"]}"""));

    private InputTools() {}

    static List<OfferedTool> all() {
        return List.of(
                tool("test_sampling", "Asks the client's model",
                        """
                                {"type":"object","properties":{"prompt":{"type":"string","description":"the prompt"}},"required":["prompt"]}""",
                        (arguments, exchange) -> text("LLM response: " + one(exchange,
                                Fixtures.sampling(arguments.path("prompt").asString(""), 100)).path("content")
                                .path("text")
                                .asString(""))),
                tool("test_elicitation", "Asks the user",
                        """
                                {"type":"object","properties":{"message":{"type":"string","description":"the message"}},"required":["message"]}""",
                        (arguments, exchange) -> completed("User response: ", one(exchange,
                                elicitation(arguments.path("message").asString(""),
                                        """
                                                {"type":"object","properties":{"username":{"type":"string","description":"User's response"},
                                                "email":{"type":"string","description":"User's email address"}},"required":["username","email"]}""")))),
                tool("test_elicitation_sep1034_defaults", "Asks with defaults",
                        (arguments, exchange) -> completed("Elicitation completed: ",
                                one(exchange,
                                        elicitation("Defaults",
                                                """
                                                        {"type":"object","properties":{"name":{"type":"string","default":"John Doe"},"age":{"type":"integer","default":30},
                                                        "score":{"type":"number","default":95.5},
                                                        "status":{"type":"string","enum":["active","inactive","pending"],"default":"active"},
                                                        "verified":{"type":"boolean","default":true}}}""")))),
                tool("test_elicitation_sep1330_enums", "Asks with choices",
                        (arguments, exchange) -> completed("Elicitation completed: ", one(exchange, elicitation(
                                "Choices",
                                """
                                        {"type":"object","properties":{"untitledSingle":{"type":"string","enum":["option1","option2","option3"]},
                                        "titledSingle":{"type":"string","oneOf":[{"const":"value1","title":"First Option"},
                                        {"const":"value2","title":"Second Option"},{"const":"value3","title":"Third Option"}]},
                                        "legacyEnum":{"type":"string","enum":["opt1","opt2","opt3"],"enumNames":["Option One","Option Two","Option Three"]},
                                        "untitledMulti":{"type":"array","items":{"type":"string","enum":["option1","option2","option3"]}},
                                        "titledMulti":{"type":"array","items":{"anyOf":[{"const":"value1","title":"First Choice"},
                                        {"const":"value2","title":"Second Choice"},{"const":"value3","title":"Third Choice"}]}}}}""")))),
                tool("test_input_required_result_elicitation", "Asks for a name",
                        (arguments, exchange) -> text("Hello, " + one(exchange, "user_name", NAME).path("content")
                                .path("name")
                                .asString("") + "!")),
                tool("test_input_required_result_sampling", "Asks the client's model",
                        (arguments, exchange) -> text(exchange
                                .ask(Map.of("capital_question",
                                        Fixtures.sampling("What is the capital of France?", 100)))
                                .toString())),
                tool("test_input_required_result_list_roots", "Asks for roots",
                        (arguments,
                                exchange) -> text(exchange.ask(Map.of("client_roots", Fixtures.roots())).toString())),
                tool("test_input_required_result_request_state", "Asks to confirm", (arguments, exchange) -> {
                    exchange.ask(CONFIRM);
                    return text("state-ok");
                }),
                tool("test_input_required_result_tampered_state", "Asks to confirm", (arguments, exchange) -> {
                    exchange.ask(CONFIRM);
                    return text("state-ok");
                }),
                tool("test_input_required_result_multiple_inputs", "Asks for three things at once",
                        (arguments, exchange) -> text(exchange.ask(three()).keySet().toString())),
                tool("test_input_required_result_multi_round", "Asks twice", (arguments, exchange) -> {
                    exchange.ask(Map.of("step1", elicitation("Step 1: What is your name?", """
                            {"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}""")));
                    exchange.ask(Map.of("step2", elicitation("Step 2: What is your favorite color?", """
                            {"type":"object","properties":{"color":{"type":"string"}},"required":["color"]}""")));
                    return text("both steps done");
                }),
                tool("test_input_required_result_capabilities", "Asks for what the client can",
                        (arguments, exchange) -> {
                            Map<String, Question> able = new LinkedHashMap<>(three());
                            able.values().removeIf(question -> !exchange.supports(question.capability()));
                            exchange.ask(able);
                            return text("asked for " + able.keySet());
                        }));
    }

    private static Map<String, Question> three() {
        Map<String, Question> questions = new LinkedHashMap<>(NAME);
        questions.put("greeting", Fixtures.sampling("Generate a greeting", 50));
        questions.put("client_roots", Fixtures.roots());
        return questions;
    }

    private static ObjectNode one(Exchange exchange, Question question) {
        return one(exchange, "only", Map.of("only", question));
    }

    private static ObjectNode one(Exchange exchange, String name, Map<String, Question> questions) {
        return Objects.requireNonNull(exchange.ask(questions).get(name));
    }

    private static ObjectNode completed(String prefix, ObjectNode answer) {
        return text(prefix + "action=" + answer.path("action").asString("") + ", content=" + answer.path("content"));
    }
}
