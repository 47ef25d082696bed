package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepStatus;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Sweeps, leaderboards, runs, events and exports. `docs/openapi/queries.yaml` is the contract.
@RestController
final class SweepQueryController {

    private static final Set<String> LIST = Set.of("archived", "status", "q", "prompt", "dataset", "endpoint", "scorer",
            "experiment", "sort", "limit", "offset", "after");
    private static final Set<String> RUNS = Set.of("status", "candidate", "case", "prompt", "model", "failure",
            "source", "metric", "verdict", "sort", "limit", "offset", "after");
    private static final Set<String> EVENTS = Set.of("after", "before", "kind", "actor", "progress", "limit");

    private final SweepQueries sweeps;
    private final RunQueries runs;
    private final EventQueries events;
    private final Export export;

    SweepQueryController(SweepQueries sweeps, RunQueries runs, EventQueries events, Export export) {
        this.sweeps = sweeps;
        this.runs = runs;
        this.events = events;
        this.export = export;
    }

    @GetMapping("/api/v1/sweeps")
    ResponseEntity<byte[]> list(@RequestParam Map<String, String> query,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known) {
        Params params = new Params(query, LIST);
        Order<SweepQueries.Sort> order = Order.of(params, SweepQueries.Sort.class, SweepQueries.Sort.CREATED, true);
        SweepQueries.Filter filter = new SweepQueries.Filter(
                orElse(params.choice("archived", SweepQueries.Archived.class), SweepQueries.Archived.FALSE),
                params.choice("status", SweepStatus.class),
                params.text("q"), params.text("prompt"), params.text("dataset"), params.text("endpoint"),
                params.text("scorer"), params.text("experiment"));
        return JsonReply.of(sweeps.list(filter, order.sort(), order.descending(), params.limit(), params.offset(),
                params.text("after")), known);
    }

    @GetMapping("/api/v1/sweeps/{sweepId}")
    ResponseEntity<byte[]> get(@PathVariable String sweepId,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known) {
        return JsonReply.of(sweeps.get(sweepId), known);
    }

    @GetMapping("/api/v1/sweeps/{sweepId}/runs")
    ResponseEntity<byte[]> runs(@PathVariable String sweepId, @RequestParam Map<String, String> query) {
        Params params = new Params(query, RUNS);
        Order<RunQueries.Sort> order = Order.of(params, RunQueries.Sort.class, RunQueries.Sort.RUN, false);
        String metric = metric(params, order.sort() == RunQueries.Sort.METRIC);
        RunQueries.Filter filter = new RunQueries.Filter(params.choice("status", RunScored.Status.class),
                params.number("candidate"), params.text("case"), params.text("prompt"), params.text("model"),
                params.choice("failure", FailureClass.class),
                params.choice("source", AnswerSource.class), metric,
                params.choice("verdict", RunQueries.Verdict.class));
        sweeps.check(sweepId);
        return JsonReply.of(runs.page(sweepId, filter, order.sort(), order.descending(), metric, params.limit(),
                params.offset(), params.text("after")));
    }

    @GetMapping("/api/v1/runs/{runId}")
    ResponseEntity<byte[]> run(@PathVariable String runId) {
        return JsonReply.of(runs.get(runId));
    }

    @GetMapping("/api/v1/sweeps/{sweepId}/events")
    ResponseEntity<byte[]> events(@PathVariable String sweepId, @RequestParam Map<String, String> query) {
        Params params = new Params(query, EVENTS);
        Long after = params.number("after");
        Boolean progress = params.flag("progress");
        sweeps.check(sweepId);
        return JsonReply.of(events.page(sweepId,
                new EventQueries.Filter(after == null ? 0 : after, params.atLeast("before", 1),
                        progress == null || progress, params.choices("kind", SweepEvent.Kind.class),
                        params.text("actor")),
                params.limit()));
    }

    @GetMapping("/api/v1/sweeps/{sweepId}/export")
    void export(@PathVariable String sweepId, @RequestParam Map<String, String> query, HttpServletResponse response)
            throws SQLException, IOException {
        Params params = new Params(query, Set.of("format", "what"));
        Export.Format format = orElse(params.choice("format", Export.Format.class), Export.Format.JSONL);
        Export.What what = orElse(params.choice("what", Export.What.class), Export.What.RUNS);
        sweeps.check(sweepId);
        List<String> metrics = Export.metrics(sweeps.definition(sweepId));
        response.setContentType(format.mediaType());
        String file = sweepId.replaceAll("[^A-Za-z0-9._-]", "_") + "-" + what.name().toLowerCase(java.util.Locale.ROOT)
                + "."
                + format.name().toLowerCase(java.util.Locale.ROOT);
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file + "\"");
        response.setHeader("X-Content-Type-Options", "nosniff");
        export.write(sweepId, what, format, metrics, response.getOutputStream());
    }

    private static @Nullable String metric(Params params, boolean needed) {
        String metric = params.text("metric");
        if (needed && metric == null) {
            throw Problem.badParameter("metric", null, "name the metric to sort by, for example a scorer of the sweep");
        }
        return metric;
    }

    private static <T> T orElse(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
