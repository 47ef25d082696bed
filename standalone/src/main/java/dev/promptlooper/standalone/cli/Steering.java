package dev.promptlooper.standalone.cli;

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
}
