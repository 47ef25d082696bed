package dev.promptlooper.mcp.tool;

import dev.promptlooper.contracts.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;

/// The loop of a sweep: list → plan → launch → look → steer.
public final class SweepTools {

    private SweepTools() {}

    /// All tools, in a fixed order.
    public static List<Tool> all() {
        return List.of(
                Definitions.tool("list_sweeps", SweepTools::listSweeps),
                Definitions.tool("plan_sweep",
                        call -> done(call.api().post("/api/v1/sweeps:plan", Arguments.of(call).at("spec"), Map.of()))),
                Definitions.tool("launch_sweep", SweepTools::launchSweep),
                Definitions.tool("get_sweep", call -> done(call.api().get(sweep(call, ""), Map.of()))),
                Definitions.tool("get_leaderboard", SweepTools::getLeaderboard),
                Definitions.tool("get_verdict", SweepTools::getVerdict),
                Definitions.tool("steer_sweep", SweepTools::steerSweep));
    }

    private static ToolResult listSweeps(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        return done(call.api()
                .get("/api/v1/sweeps",
                        Map.of("status", arguments.text("status"), "limit", arguments.text("limit", "20"))));
    }

    private static ToolResult launchSweep(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        return done(call.api()
                .post("/api/v1/sweeps", arguments.at("spec"),
                        Map.of("Idempotency-Key", arguments.text("idempotency_key"))));
    }

    private static ToolResult getLeaderboard(ToolCall call) {
        return done(call.api()
                .get(sweep(call, "/leaderboard"), Map.of("limit", Arguments.of(call).text("limit", "10"))));
    }

    private static ToolResult getVerdict(ToolCall call) {
        return done(call.api()
                .get(sweep(call, "/verdict"), Map.of("baseline", Arguments.of(call).text("baseline"))));
    }

    private static ToolResult steerSweep(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        ObjectNode command = Json.MAPPER.createObjectNode();
        command.put("op", arguments.text("op"));
        command.put("expectedVersion", arguments.number("expected_version", 0));
        if (arguments.has("candidates")) {
            command.set("candidates", arguments.at("candidates"));
        }
        return done(call.api()
                .post(sweep(call, "/commands"), command,
                        Map.of("Idempotency-Key", arguments.text("idempotency_key"))));
    }

    private static String sweep(ToolCall call, String below) {
        return "/api/v1/sweeps/" + Arguments.of(call).segment("sweep_id") + below;
    }

    private static ToolResult done(JsonNode answer) {
        return new ToolResult.Done(
                answer instanceof ObjectNode object ? object : Json.MAPPER.createObjectNode().set("items", answer),
                List.of());
    }
}
