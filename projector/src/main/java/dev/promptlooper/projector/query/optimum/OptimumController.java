package dev.promptlooper.projector.query.optimum;

import dev.promptlooper.projector.query.JsonReply;
import dev.promptlooper.projector.query.Params;
import dev.promptlooper.projector.query.Problem;
import dev.promptlooper.projector.query.Results;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.Map;
import java.util.Set;

/// Optimum, effects and parallel coordinates.
@RestController
final class OptimumController {

    private static final double WITHIN = 0.02;
    private static final int POINTS = 2_000;
    private static final int MAX_POINTS = 10_000;
    private static final int LINES = 1_000;
    private static final int MAX_LINES = 2_000;

    private final Results results;
    private final OptimumQueries optimum;
    private final EffectQueries effects;

    OptimumController(Results results) {
        this.results = results;
        this.optimum = new OptimumQueries(results);
        this.effects = new EffectQueries(results);
    }

    @GetMapping("/api/v1/sweeps/{sweepId}/optimum")
    ResponseEntity<byte[]> optimum(@PathVariable String sweepId, @RequestParam Map<String, String> query,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known) {
        Params params = new Params(query, Set.of("maxCost", "maxP95", "within", "points"));
        Double within = params.amount("within");
        if (within != null && within > 1) {
            throw Problem.badParameter("within", params.text("within"), "give a share from 0 to 1, was " + within);
        }
        return JsonReply.of(optimum.optimum(sweepId, new OptimumQueries.Request(params.amount("maxCost"),
                params.amount("maxP95"), within == null ? WITHIN : within,
                params.between("points", 0, MAX_POINTS, POINTS))),
                known);
    }

    @GetMapping("/api/v1/sweeps/{sweepId}/effects")
    ResponseEntity<byte[]> effects(@PathVariable String sweepId, @RequestParam Map<String, String> query,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known) {
        return JsonReply.of(effects.effects(sweepId, new Params(query, Set.of("metric")).text("metric")), known);
    }

    @GetMapping("/api/v1/sweeps/{sweepId}/parallel")
    ResponseEntity<byte[]> parallel(@PathVariable String sweepId, @RequestParam Map<String, String> query,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known) {
        return JsonReply.of(Parallel.read(results, sweepId,
                new Params(query, Set.of("lines")).between("lines", 1, MAX_LINES, LINES)), known);
    }
}
