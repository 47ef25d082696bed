package dev.promptlooper.mcp.protocol;

import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.tool.ToolError;
import dev.promptlooper.mcp.tool.ToolResult;
import tools.jackson.databind.node.ObjectNode;

import java.util.Map;

/// Asks the client's user before something is done that costs much or cannot be taken back.
final class Consent {

    private static final String ELICITATION = "elicitation";

    private Consent() {}

    /// Whether it may go on: the user agrees, or it is too little to ask, or the client has not declared that it can ask, so that
    /// the tool's hints are what it goes by.
    ///
    /// @param askAbove dollars that are spent without a question
    static boolean given(ToolResult.Unconfirmed open, Exchange exchange, double askAbove) {
        if (open.usd() <= askAbove || !exchange.supports(ELICITATION)) {
            return true;
        }
        // The name is that of the subject, so a question about something else is asked again even within one request.
        String name = "confirm_" + ConfigHash.sha256(open.subject()).substring(0, 16);
        ObjectNode answer = exchange.ask(Map.of(name, question(open.question()))).get(name);
        return answer != null && answer.path("action").asString("").equals("accept")
                && answer.path("content").path("confirm").asBoolean(false);
    }

    static ToolError declined(ToolResult.Unconfirmed open) {
        return new ToolError(ToolError.Code.DECLINED,
                "the user was asked and did not agree, so nothing was done: " + open.question(),
                "ask the user what they want instead; do not call it again unchanged", null, false, null);
    }

    private static Exchange.Question question(String text) {
        ObjectNode params = Json.MAPPER.createObjectNode().put("mode", "form").put("message", text);
        ObjectNode schema = params.putObject("requestedSchema").put("type", "object");
        schema.putObject("properties")
                .putObject("confirm")
                .put("type", "boolean")
                .put("title", "Go ahead")
                .put("description", "Nothing is done without this.")
                .put("default", true);
        schema.putArray("required").add("confirm");
        return new Exchange.Question("elicitation/create", params);
    }
}
