package dev.promptlooper.projector.query;

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

/// Which candidate to ship. `docs/openapi/queries.yaml` is the contract.
@RestController
final class VerdictController {

    private final VerdictQueries verdicts;

    VerdictController(VerdictQueries verdicts) {
        this.verdicts = verdicts;
    }

    @GetMapping("/api/v1/sweeps/{sweepId}/verdict")
    ResponseEntity<byte[]> verdict(@PathVariable String sweepId, @RequestParam Map<String, String> query,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known) {
        Params params = new Params(query, Set.of("baseline"));
        return JsonReply.of(verdicts.get(sweepId, params.number("baseline")), known);
    }
}
