package dev.promptlooper.projector.query.pace;

import dev.promptlooper.projector.query.JsonReply;
import dev.promptlooper.projector.query.Params;
import dev.promptlooper.projector.query.Problem;
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

/// Series, errors and spend.
@RestController
final class PaceController {

    private static final int POINTS = 180;

    private final PaceQueries pace;

    PaceController(PaceQueries pace) {
        this.pace = pace;
    }

    @GetMapping("/api/v1/sweeps/{sweepId}/series")
    ResponseEntity<byte[]> series(@PathVariable String sweepId, @RequestParam Map<String, String> query,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known) {
        Params params = new Params(query, Set.of("window", "points"));
        return JsonReply.of(
                pace.series(sweepId, window(params.text("window")), params.between("points", 10, 1_000, POINTS)),
                known);
    }

    private static PaceQueries.Window window(@Nullable String text) {
        return switch (text) {
            case null -> PaceQueries.Window.M15;
            case "1m" -> PaceQueries.Window.M1;
            case "5m" -> PaceQueries.Window.M5;
            case "15m" -> PaceQueries.Window.M15;
            case "1h" -> PaceQueries.Window.H1;
            case "all" -> PaceQueries.Window.ALL;
            default -> throw Problem.badParameter("window", text, "give 1m, 5m, 15m, 1h or all, was '" + text + "'");
        };
    }

    @GetMapping("/api/v1/sweeps/{sweepId}/errors")
    ResponseEntity<byte[]> errors(@PathVariable String sweepId,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known) {
        return JsonReply.of(pace.errors(sweepId), known);
    }

    @GetMapping("/api/v1/spend")
    ResponseEntity<byte[]> spend(@RequestParam Map<String, String> query,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known) {
        return JsonReply.of(pace.spend(new Params(query, Set.of("endpoint")).text("endpoint")), known);
    }
}
