package dev.promptlooper.projector.query;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// Where everything stands, in one answer: for whoever comes in and knows nothing yet.
@RestController
final class OverviewController {

    private static final int DEFAULT_LIMIT = 10;
    private static final int MOST = 50;
    private static final String ACTIVE = "coalesce(status, 'PENDING') IN ('PENDING', 'RUNNING', 'PAUSED', 'DRAINING')";

    /// Archived sweeps are in none of the lists and counts, but what they cost was spent.
    ///
    /// @param sweeps   how many sweeps have which status; only statuses that occur
    /// @param active   sweeps that run, wait or are paused, the newest first
    /// @param recent   sweeps at rest, the newest first
    /// @param spentUsd dollars that all sweeps have spent
    record Overview(Map<String, Long> sweeps, List<SweepView> active, List<SweepView> recent, double spentUsd) {}

    private final Results results;
    private final SweepQueries sweeps;

    OverviewController(Results results, SweepQueries sweeps) {
        this.results = results;
        this.sweeps = sweeps;
    }

    @GetMapping("/api/v1/overview")
    ResponseEntity<byte[]> overview(@RequestParam Map<String, String> query,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known) {
        int limit = new Params(query, Set.of("limit")).between("limit", 1, MOST, DEFAULT_LIMIT);
        Map<String, Long> counts = new TreeMap<>();
        results.list(
                "SELECT coalesce(status, 'PENDING'), count(*) FROM results.sweep WHERE archived IS NOT TRUE GROUP BY 1",
                List.of(),
                (row, number) -> counts.put(row.getString(1), row.getLong(2)));
        double spent = results
                .first("SELECT coalesce(sum((totals->>'spentUsd')::float8), 0) FROM results.sweep", List.of(),
                        (row, number) -> row.getDouble(1))
                .orElse(0.0);
        return JsonReply.of(new Overview(counts, newest(ACTIVE, limit), newest("NOT " + ACTIVE, limit), spent), known);
    }

    private List<SweepView> newest(String condition, int limit) {
        List<String> ids = results.list("SELECT sweep_id FROM results.sweep WHERE archived IS NOT TRUE AND " + condition
                + " ORDER BY created_at DESC, sweep_id DESC LIMIT ?", List.of(limit),
                (row, number) -> row.getString(1));
        Map<String, SweepView> views = new HashMap<>();
        sweeps.byId(ids).forEach(view -> views.put(view.sweepId(), view));
        return ids.stream().map(views::get).filter(Objects::nonNull).toList();
    }
}
