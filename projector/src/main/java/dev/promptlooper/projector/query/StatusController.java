package dev.promptlooper.projector.query;

import dev.promptlooper.projector.projection.ProjectionStatus;
import dev.promptlooper.projector.projection.Projector;
import dev.promptlooper.projector.query.Results.Where;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/// How the service is, and the dead letters.
@RestController
final class StatusController {

    /// @param version       version of the program
    /// @param java          version of the JVM
    /// @param uptimeSeconds of this process
    /// @param projection    what the projection does
    /// @param lag           records that are not yet projected
    /// @param deadLetters   number of dead letters; absent while the database does not answer
    /// @param database      whether it answers
    record Status(String version, String java, long uptimeSeconds, ProjectionStatus projection, long lag,
            @Nullable Long deadLetters, Database database) {}

    /// @param problem what is wrong; absent when it is reachable
    record Database(boolean reachable, @Nullable String problem) {}

    /// @param offset       offset in its topic; below 0 when it came from no record
    /// @param valuePreview the first bytes, Base64; the topic `promptlooper.dead-letter.v1` has all of them
    record Letter(String service, String topic, int partition, long offset, String reason, String message, long at,
            @Nullable String keyBase64, @Nullable String valuePreview) {}

    private static final int PREVIEW_CHARACTERS = 1_024; // a multiple of four, so that it decodes
    private static final Keyset NEWEST_FIRST = new Keyset("-TIME", null, true,
            List.of("at:bigint", "service:text", "topic:text", "part:integer", "record_offset:bigint",
                    "discriminator:text"));

    private final Results results;
    private final Projector projector;
    private final LongSupplier uptimeMillis;

    StatusController(Results results, Projector projector, LongSupplier uptimeMillis) {
        this.results = results;
        this.projector = projector;
        this.uptimeMillis = uptimeMillis;
    }

    @GetMapping("/api/v1/status")
    ResponseEntity<byte[]> status() {
        ProjectionStatus projection = projector.status();
        Long letters = null;
        Database database;
        try {
            letters = results
                    .first("SELECT dead_letters FROM results.projection", List.of(), (row, number) -> row.getLong(1))
                    .orElse(0L);
            database = new Database(true, null);
        } catch (DataAccessException e) {
            database = new Database(false, "it does not answer, or the results are being rebuilt");
        }
        String version = StatusController.class.getPackage().getImplementationVersion();
        return JsonReply.of(new Status(version == null ? "development" : version, Runtime.version().toString(),
                uptimeMillis.getAsLong() / 1_000, projection, projection.lag(), letters, database));
    }

    @GetMapping("/api/v1/dead-letters")
    ResponseEntity<byte[]> deadLetters(@RequestParam Map<String, String> query) {
        Params params = new Params(query, Set.of("service", "topic", "reason", "limit", "after"));
        Where where = new Where().and("service = ?", params.text("service"))
                .and("topic = ?", params.text("topic"))
                .and("reason = ?", params.text("reason"));
        List<@Nullable Object> parameters = new ArrayList<>(where.parameters());
        String sql = "SELECT *, left(value_base64, " + PREVIEW_CHARACTERS
                + ") AS preview FROM results.dead_letter WHERE "
                + where.sql() + " AND " + NEWEST_FIRST.after(params.text("after"), parameters) + " ORDER BY "
                + NEWEST_FIRST.orderBy() + " LIMIT ?";
        parameters.add(params.limit() + 1);
        record Row(Letter letter, String discriminator) {}
        List<Row> rows = results.list(sql, parameters, (row, number) -> new Row(
                new Letter(row.getString("service"), row.getString("topic"), row.getInt("part"),
                        row.getLong("record_offset"), row.getString("reason"), row.getString("message"),
                        row.getLong("at"),
                        row.getString("key_base64"), row.getString("preview")),
                row.getString("discriminator")));
        return JsonReply.of(Page.of(rows, params.limit(), row -> {
            Letter letter = row.letter();
            return NEWEST_FIRST.cursor(letter.at(), letter.service(), letter.topic(), letter.partition(),
                    letter.offset(),
                    row.discriminator());
        }, Row::letter));
    }
}
