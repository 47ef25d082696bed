package dev.promptlooper.producer.sweeps;

import dev.promptlooper.producer.web.AuditDetail;
import org.springframework.http.ResponseEntity;

import java.net.URI;
import java.util.Map;

/// The HTTP answer to a launch, wherever it was asked for.
public final class LaunchAnswers {

    static final String REPLAYED = "Idempotency-Replayed";

    private LaunchAnswers() {}

    public static ResponseEntity<SweepCommands.Launched> of(SweepCommands.Accepted<SweepCommands.Launched> accepted) {
        AuditDetail.change("sweep", accepted.answer().sweepId(), null, Map.of("version", accepted.answer().version()));
        return ResponseEntity.created(location(accepted.answer().sweepId()))
                .header(REPLAYED, String.valueOf(accepted.replayed()))
                .body(accepted.answer());
    }

    static URI location(String sweepId) {
        return URI.create("/api/v1/sweeps/" + sweepId);
    }
}
