package dev.promptlooper.standalone.cli;

import dev.promptlooper.contracts.event.SweepEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.util.LinkedHashMap;
import java.util.Map;

/// Sends a command to a sweep. Stateless.
final class Steering {

    private Steering() {}

    /// @param action          `op` and its arguments
    /// @param expectedVersion version that the sweep must have, or null for the one it has now
    /// @return `commandId` and the sweep's new `version`
    /// @throws CliFailure when somebody else was faster, or the sweep cannot do it
    static JsonNode send(Api api, String sweepId, Map<String, ?> action, @Nullable Long expectedVersion) {
        Map<String, Object> body = new LinkedHashMap<>(action);
        body.put("expectedVersion", expectedVersion != null ? expectedVersion : SweepView.get(api, sweepId).version());
        return api.post("/api/v1/sweeps/" + Api.encode(sweepId) + "/commands", body);
    }

    /// What the planner says against a command that it has dealt with, or null when it carried it out.
    static @Nullable String rejection(Api api, String sweepId, String commandId) {
        String after = "0";
        while (true) {
            JsonNode page = api.get("/api/v1/sweeps/" + Api.encode(sweepId) + "/events?progress=false&limit=1000&after="
                    + after);
            for (JsonNode event : page.path("items")) {
                if (event.path("commandId").asString("").equals(commandId)
                        && event.path("kind").asString("").equals(SweepEvent.Kind.COMMAND_REJECTED.name())) {
                    return event.path("message").asString("");
                }
            }
            JsonNode next = page.path("next");
            if (next.isMissingNode() || next.isNull()) {
                return null;
            }
            after = next.asString(next.toString());
        }
    }
}
