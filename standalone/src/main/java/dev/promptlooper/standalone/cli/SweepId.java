package dev.promptlooper.standalone.cli;

import tools.jackson.databind.JsonNode;

/// Which sweep is meant. Stateless.
final class SweepId {

    /// Help text of the parameter.
    static final String HELP = "The sweep's id, or `last` for the newest (archived or not).";

    private SweepId() {}

    /// @throws CliFailure when `last` is asked for and there is none
    static String resolve(Api api, String given) {
        if (!given.equals("last")) {
            return given;
        }
        JsonNode items = api.get("/api/v1/sweeps?archived=all&limit=1").path("items");
        if (items.isEmpty()) {
            throw new CliFailure("there is no sweep yet; start one with `promptlooper run FILE`");
        }
        return items.path(0).path("sweepId").asString();
    }
}
