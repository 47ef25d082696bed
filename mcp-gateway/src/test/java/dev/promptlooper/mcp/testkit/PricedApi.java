package dev.promptlooper.mcp.testkit;

import dev.promptlooper.contracts.access.Scope;

import java.util.List;

/// What the API answers about a sweep that is expected to cost 12 dollars, and about a label that points at version 3.
public final class PricedApi {

    /// May do everything.
    public static final String KEY = "pl_ada";
    /// Arguments of a launch; `%s` is the budget.
    public static final String LAUNCH = """
            {"spec":{"prompts":["terse@1","steps@1"],"models":["local/m"],"dataset":{"name":"sums"}},
            "budget_usd":%s,"idempotency_key":"launch-0001"}""";
    /// Arguments of a promotion.
    public static final String PROMOTE = "{\"prompt\":\"terse\",\"version\":5}";
    /// Of a raised budget; it was 5.
    public static final String RAISE = "{\"sweep_id\":\"01JD0000000000000000000000\",\"op\":\"budget\",\"budget_usd\":40}";

    private static final String SWEEP = "01JD0000000000000000000000";

    private PricedApi() {}

    /// Tells the API.
    public static void prepare(StandInApi api) {
        api.key(KEY, "ada", "k_ada00000", Scope.READ, Scope.WRITE, Scope.RUN);
        api.answer("/api/v1/sweeps:plan",
                "{\"plan\":{\"costUsd\":{\"low\":8,\"expected\":12,\"high\":15},\"problems\":[]}}");
        api.answer("/api/v1/sweeps", "{\"sweepId\":\"" + SWEEP + "\",\"status\":\"QUEUED\",\"version\":1}");
        api.answer("/api/v1/sweeps/" + SWEEP,
                "{\"sweepId\":\"" + SWEEP + "\",\"status\":\"RUNNING\",\"version\":1,\"budget\":{\"usd\":5}}");
        api.answer("/api/v1/sweeps/" + SWEEP + "/wait",
                "{\"revision\":\"1-1\",\"sweep\":{\"status\":\"RUNNING\",\"version\":2}}");
        api.answer("/api/v1/sweeps/" + SWEEP + "/commands", "{\"version\":2,\"commandId\":\"c\"}");
        labelPointsAt(api, 3);
    }

    /// Where the label `production` of the prompt `terse` points from now on.
    public static void labelPointsAt(StandInApi api, int version) {
        api.answer("/api/v1/prompts/terse/labels/production", "{\"name\":\"terse\",\"version\":" + version + "}");
    }

    /// What has been changed, for example `POST /api/v1/sweeps`; plans and waits change nothing.
    public static List<String> changes(StandInApi api) {
        return api.seen()
                .stream()
                .filter(seen -> !seen.method().equals("GET") && !seen.uri().endsWith(":plan"))
                .map(seen -> seen.method() + " " + seen.uri())
                .toList();
    }
}
