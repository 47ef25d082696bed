package dev.promptlooper.producer.sweeps;

import dev.promptlooper.producer.plan.DryRun;
import dev.promptlooper.producer.web.AuditDetail;
import dev.promptlooper.producer.web.JsonBodies;
import dev.promptlooper.producer.web.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/// Launching and steering. Reading sweeps is the projection's.
@RestController
final class SweepController {

    private static final String JSON = MediaType.APPLICATION_JSON_VALUE;
    private static final String KEY = "Idempotency-Key";
    private static final int MAX_DRY_CASES = 10;

    private final SweepCommands commands;

    SweepController(SweepCommands commands) {
        this.commands = commands;
    }

    @PostMapping(path = "/api/v1/sweeps", consumes = JSON)
    ResponseEntity<SweepCommands.Launched> launch(@RequestHeader(name = KEY, required = false) @Nullable String key,
            InputStream body) throws IOException {
        return LaunchAnswers.of(commands.launch(JsonBodies.object(body), null, key));
    }

    @PostMapping(path = "/api/v1/sweeps:plan", consumes = JSON)
    SweepCommands.Planned plan(InputStream body) throws IOException {
        return commands.plan(JsonBodies.object(body));
    }

    @PostMapping(path = "/api/v1/sweeps:validate", consumes = JSON)
    SweepCommands.Validation validate(InputStream body) throws IOException {
        return commands.validate(JsonBodies.object(body));
    }

    /// The very requests of the first cases.
    @PostMapping(path = "/api/v1/sweeps:dry-run", consumes = JSON)
    DryRun dryRun(@RequestParam(defaultValue = "3") int cases, InputStream body) throws IOException {
        if (cases < 1 || cases > MAX_DRY_CASES) {
            throw Problem.invalid("cases", cases, "cases must be from 1 to " + MAX_DRY_CASES);
        }
        return commands.dryRun(JsonBodies.object(body), cases);
    }

    @PostMapping(path = "/api/v1/sweeps/{sweepId}/commands", consumes = JSON)
    ResponseEntity<SweepCommands.Commanded> command(@PathVariable String sweepId,
            @RequestHeader(name = KEY, required = false) @Nullable String key, InputStream body) throws IOException {
        ObjectNode command = JsonBodies.object(body);
        SweepCommands.Accepted<SweepCommands.Commanded> accepted = commands.command(sweepId, command, key);
        AuditDetail.leave(Map.of("sweep", sweepId, "command", command, "version", accepted.answer().version()));
        return ResponseEntity.status(HttpStatus.ACCEPTED)
                .location(LaunchAnswers.location(sweepId))
                .header(LaunchAnswers.REPLAYED, String.valueOf(accepted.replayed()))
                .body(accepted.answer());
    }
}
