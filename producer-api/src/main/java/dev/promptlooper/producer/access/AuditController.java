package dev.promptlooper.producer.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promptlooper.contracts.access.AuditRecord;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.producer.web.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// `/api/v1/audit`. The door lets admins in only.
@RestController
final class AuditController {

    private static final int MOST = 500;

    private final AuditTrail trail;

    AuditController(AuditTrail trail) {
        this.trail = trail;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AuditPage(List<Line> records, boolean intact, @Nullable Long next) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(long seq, Instant at, String phase, @Nullable Long attempt, String actor, @Nullable String client,
            String method, String path, @Nullable Integer status, @Nullable Object detail, String hash) {

        private static Line of(AuditTrail.Line line) {
            AuditRecord record = line.record();
            return new Line(record.seq(), Instant.ofEpochMilli(record.at()),
                    record.phase().name().toLowerCase(Locale.ROOT), record.attempt(), record.actor(), record.client(),
                    record.method(), record.path(), record.status(), detail(record.detail()), line.hash());
        }

        private static @Nullable Object detail(@Nullable String text) {
            try {
                return text == null ? null : Json.MAPPER.readValue(text, Object.class);
            } catch (JacksonException e) {
                return text; // words, or JSON that was cut
            }
        }
    }

    @GetMapping("/api/v1/audit")
    AuditPage list(@RequestParam(defaultValue = "9223372036854775807") long before,
            @RequestParam(defaultValue = "100") int limit, @RequestParam(required = false) @Nullable String actor) {
        if (limit < 1 || limit > MOST) {
            throw Problem.invalid("limit", limit, "limit must be from 1 to " + MOST);
        }
        if (before < 1) {
            throw Problem.invalid("before", before, "before is the seq of a record, 1 or more");
        }
        List<AuditTrail.Line> found = trail.read(before, actor, limit + 1);
        List<AuditTrail.Line> page = found.subList(0, Math.min(limit, found.size()));
        Long next = found.size() > limit ? Long.valueOf(page.getLast().record().seq()) : null;
        boolean intact = trail.isComplete() && page.stream().allMatch(AuditTrail.Line::intact);
        return new AuditPage(page.stream().map(Line::of).toList(), intact, next);
    }
}
