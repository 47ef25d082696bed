package dev.promptlooper.projector.query.board;

import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.projector.query.JsonReply;
import dev.promptlooper.projector.query.Order;
import dev.promptlooper.projector.query.Params;
import dev.promptlooper.projector.query.Problem;
import dev.promptlooper.projector.query.Results;
import dev.promptlooper.projector.query.SweepShape;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Ranking and single candidates.
@RestController
final class BoardController {

    private static final Set<String> KNOWN = Set.of("prompt", "model", "feasible", "pareto", "state", "q", "baseline",
            "include", "sort", "metric", "limit", "offset", "after");

    private final Results results;
    private final BoardQueries boards;

    BoardController(Results results) {
        this.results = results;
        this.boards = new BoardQueries(results);
    }

    /// @param messages the prompt's templates; absent while the definition is unknown
    record Detail(String sweepId, BoardRow candidate, @Nullable List<Map<String, Object>> messages) {}

    @GetMapping("/api/v1/sweeps/{sweepId}/leaderboard")
    ResponseEntity<byte[]> leaderboard(@PathVariable String sweepId, @RequestParam Map<String, String> query,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known) {
        Params params = new Params(query, KNOWN);
        Order<BoardSort> order = Order.of(params, BoardSort.class, BoardSort.RANK, false);
        BoardFilter filter = new BoardFilter(params.text("prompt"), params.text("model"), params.flag("feasible"),
                params.flag("pareto"), params.choice("state", CandidateState.class), params.text("q"));
        return JsonReply.of(boards.page(sweepId,
                new BoardQueries.Request(filter, order.sort(), order.descending(), params.text("metric"),
                        params.limit(), params.offset(), params.text("after"), params.atLeast("baseline", 0),
                        params.choices("include", BoardQueries.Include.class))),
                known);
    }

    @GetMapping("/api/v1/sweeps/{sweepId}/candidates/{candidate}")
    ResponseEntity<byte[]> candidate(@PathVariable String sweepId, @PathVariable String candidate,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known) {
        SweepShape shape = SweepShape.read(results, sweepId);
        BoardRow row = boards.candidate(shape, index(sweepId, candidate));
        SweepDefinition definition = shape.definition();
        return JsonReply.of(new Detail(sweepId, row,
                definition == null
                        ? null
                        : prompt(definition, row.candidate().prompt(), row.candidate().promptVersion())
                                .map(PromptDefinition::messages)
                                .orElse(null)),
                known);
    }

    @GetMapping("/api/v1/sweeps/{sweepId}/candidates/{candidate}/snippet")
    ResponseEntity<byte[]> snippet(@PathVariable String sweepId, @PathVariable String candidate,
            @RequestParam Map<String, String> query) {
        Snippets.Format format = new Params(query, Set.of("format")).choice("format", Snippets.Format.class);
        if (format == null) {
            throw Problem.badParameter("format", null, "give json, env, curl or prompt");
        }
        long index = index(sweepId, candidate);
        SweepDefinition definition = SweepShape.read(results, sweepId).known();
        CandidateStats stats = results
                .first("SELECT stats FROM results.candidate_stats WHERE sweep_id = ? AND candidate_index = ?",
                        List.of(sweepId, index), (row, number) -> Json.read(row.getString(1), CandidateStats.class))
                .orElseThrow(() -> Problem.notFound("candidate", sweepId + "/" + candidate));
        PromptDefinition prompt = prompt(definition, stats.candidate().prompt(), stats.candidate().promptVersion())
                .orElseThrow(() -> Problem.notFound("prompt", stats.candidate().prompt()));
        String url = results.first("""
                SELECT a.endpoint_url FROM results.run r JOIN results.response a USING (config_hash)
                WHERE r.sweep_id = ? AND r.candidate_index = ? AND r.status = 'DONE' LIMIT 1""",
                List.of(sweepId, index), (row, number) -> Objects.requireNonNull(row.getString(1))).orElse(null);
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                .header("X-Content-Type-Options", "nosniff")
                .body(Snippets.of(format, stats.candidate(), prompt, url).getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<PromptDefinition> prompt(SweepDefinition definition, String name, int version) {
        return definition.prompts()
                .stream()
                .filter(prompt -> prompt.name().equals(name) && prompt.version() == version)
                .findFirst();
    }

    private static long index(String sweepId, String candidate) {
        if (!candidate.matches("\\d{1,18}")) {
            throw Problem.notFound("candidate", sweepId + "/" + candidate);
        }
        return Long.parseLong(candidate);
    }
}
