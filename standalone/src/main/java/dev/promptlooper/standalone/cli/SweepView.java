package dev.promptlooper.standalone.cli;

import dev.promptlooper.contracts.event.SweepStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/// One sweep as the query API shows it.
///
/// @param sweepId  the sweep
/// @param name     for people
/// @param status   where it stands
/// @param version  version for commands
/// @param planned  runs it will make, or null while that is not known
/// @param grid     runs of the full grid for a sweep that searches, or null
/// @param settled  runs that ended, by the planner's books
/// @param hits     of the settled, answered without a call of their own
/// @param failed   of the settled, failed
/// @param spentUsd dollars paid
/// @param isFinal  nothing more will happen without a command, and every run can be read
/// @param best     the leader's row, or null while there is none
record SweepView(String sweepId, String name, SweepStatus status, long version, @Nullable Long planned,
        @Nullable Long grid,
        long settled,
        long hits, long failed, double spentUsd, boolean isFinal, @Nullable JsonNode best) {

    static SweepView of(JsonNode sweep) {
        JsonNode totals = sweep.path("totals");
        JsonNode planned = totals.path("planned");
        JsonNode best = sweep.path("leaderboard").path("best");
        SweepStatus status = SweepStatus.valueOf(sweep.path("status").asString("PENDING"));
        return new SweepView(sweep.path("sweepId").asString(""), sweep.path("name").asString(""), status,
                sweep.path("version").asLong(0), planned.isNumber() ? planned.asLong() : null,
                totals.path("grid").isNumber() ? totals.path("grid").asLong() : null,
                totals.path("settled").asLong(0), totals.path("hits").asLong(0), totals.path("failed").asLong(0),
                totals.path("spentUsd").asDouble(0), sweep.path("finished").asBoolean(false),
                best.isObject() ? best : null);
    }

    static SweepView get(Api api, String sweepId) {
        return of(api.get("/api/v1/sweeps/" + Api.encode(sweepId)));
    }

    SweepResult.Counts counts() {
        return new SweepResult.Counts(settled, hits, failed);
    }

    /// The leaderboard's rows in order of rank, reduced to the published fields.
    ///
    /// @param limit most rows, or 0 for all
    static List<JsonNode> leaderboard(Api api, String sweepId, int limit) {
        List<JsonNode> rows = new ArrayList<>();
        String after = "";
        while (true) {
            int page = limit == 0 ? 1000 : Math.min(1000, limit - rows.size());
            JsonNode reply = api.get("/api/v1/sweeps/" + Api.encode(sweepId) + "/leaderboard?limit=" + page + after);
            JsonNode items = reply.path("items");
            items.forEach(row -> rows.add(LeaderboardRow.published(row)));
            JsonNode next = reply.path("next");
            if (next.isMissingNode() || next.isNull() || items.isEmpty() || (limit > 0 && rows.size() >= limit)) {
                return rows;
            }
            after = "&after=" + Api.encode(next.asString(next.toString()));
        }
    }
}
