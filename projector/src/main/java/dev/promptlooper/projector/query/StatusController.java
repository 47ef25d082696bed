package dev.promptlooper.projector.query;

import dev.promptlooper.projector.projection.ProjectionStatus;
import dev.promptlooper.projector.projection.Projector;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;
import java.util.function.LongSupplier;

/// How the service is.
@RestController
final class StatusController {

    /// @param version       version of the program
    /// @param java          version of the JVM
    /// @param uptimeSeconds of this process
    /// @param projection    what the projection does
    /// @param lag           records that are not yet projected
    /// @param deadLetters   number of dead letters; absent while the database does not answer
    /// @param deadLettersBy the same by origin
    /// @param database      whether it answers
    record Status(String version, String java, long uptimeSeconds, ProjectionStatus projection, long lag,
            @Nullable Long deadLetters, @Nullable List<Origin> deadLettersBy, Database database) {}

    /// @param problem what is wrong; absent when it is reachable
    record Database(boolean reachable, @Nullable String problem) {}

    /// Dead letters of one origin.
    record Origin(String service, String topic, String reason, long count, long lastAt) {}

    private static final int ORIGINS = 100;

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
        List<Origin> origins = null;
        Database database;
        try {
            letters = results
                    .first("SELECT dead_letters FROM results.projection", List.of(), (row, number) -> row.getLong(1))
                    .orElse(0L);
            origins = results.list("SELECT service, topic, reason, count(*), max(at) FROM results.dead_letter"
                    + " GROUP BY service, topic, reason ORDER BY count(*) DESC, service, topic, reason LIMIT "
                    + ORIGINS,
                    List.of(), (row, number) -> new Origin(row.getString(1), row.getString(2), row.getString(3),
                            row.getLong(4), row.getLong(5)));
            database = new Database(true, null);
        } catch (DataAccessException e) {
            database = new Database(false, "it does not answer, or the results are being rebuilt");
        }
        String version = StatusController.class.getPackage().getImplementationVersion();
        return JsonReply.of(new Status(version == null ? "development" : version, Runtime.version().toString(),
                uptimeMillis.getAsLong() / 1_000, projection, projection.lag(), letters, origins,
                database));
    }
}
