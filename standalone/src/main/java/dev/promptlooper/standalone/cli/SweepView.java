package dev.promptlooper.standalone.cli;

import dev.promptlooper.contracts.event.SweepStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// One sweep as the query API shows it.
///
/// @param sweepId  the sweep
/// @param name     for people
/// @param status   where it stands
/// @param version  version for commands
/// @param planned  runs it will make, or null while that is not known
/// @param settled  runs that ended, by the planner's books
/// @param ranked   runs that the leaderboard counts
/// @param hits     of the settled, answered without a call of their own
/// @param failed   of the settled, failed
/// @param spentUsd dollars paid
record SweepView(String sweepId, String name, SweepStatus status, long version, @Nullable Long planned, long settled,
        long ranked, long hits, long failed, double spentUsd) {

    static SweepView of(JsonNode sweep) {
        JsonNode totals = sweep.path("totals");
        JsonNode planned = totals.path("planned");
        return new SweepView(sweep.path("sweepId").asString(""), sweep.path("name").asString(""),
                SweepStatus.valueOf(sweep.path("status").asString("PENDING")), sweep.path("version").asLong(0),
                planned.isNumber() ? planned.asLong() : null, totals.path("settled").asLong(0),
                sweep.path("leaderboard").path("runs").asLong(0), totals.path("hits").asLong(0),
                totals.path("failed").asLong(0), totals.path("spentUsd").asDouble(0));
    }

    static SweepView get(Api api, String sweepId) {
        return of(api.get("/api/v1/sweeps/" + Api.encode(sweepId)));
    }

    /// Nothing more will happen without a command, and every run is on the leaderboard.
    boolean isFinal() {
        return status.isAtRest() && ranked >= settled;
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
            JsonNode items = reply.has("items") ? reply.path("items") : reply.path("rows");
            items.forEach(row -> rows.add(LeaderboardRow.published(row)));
            JsonNode next = reply.path("next");
            if (next.isMissingNode() || next.isNull() || items.isEmpty() || (limit > 0 && rows.size() >= limit)) {
                return rows;
            }
            after = "&after=" + Api.encode(next.asString(next.toString()));
        }
    }

    /// Statuses from which a sweep goes on by itself.
    static final Set<SweepStatus> MOVING = Set.of(SweepStatus.PENDING, SweepStatus.RUNNING, SweepStatus.DRAINING);
}
