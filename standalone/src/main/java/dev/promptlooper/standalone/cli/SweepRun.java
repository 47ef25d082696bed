package dev.promptlooper.standalone.cli;

import dev.promptlooper.contracts.event.SweepStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/// One sweep from the file to its leaderboard, driven over REST. Confined to one thread.
final class SweepRun {

    private static final Duration EVERY = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Api api;
    private final LongSupplier nanoTime;

    SweepRun(Api api, LongSupplier nanoTime) {
        this.api = api;
        this.nanoTime = nanoTime;
    }

    /// Uploads the dataset if it must, and launches.
    ///
    /// @return the sweep's id
    String launch(SweepFile file) {
        JsonNode reply = api.post("/api/v1/sweeps", request(file),
                Map.of("Idempotency-Key", UUID.randomUUID().toString()));
        return reply.path("sweepId").asString();
    }

    /// The body of a launch, a plan or a validation.
    ObjectNode request(SweepFile file) {
        SweepFile.DatasetFile dataset = file.dataset();
        if (dataset == null) {
            return file.request();
        }
        DatasetUpload.Stored stored = DatasetUpload.ensure(api, dataset);
        return file.requestWith(stored.name(), stored.version());
    }

    /// Waits until the sweep is at rest and its leaderboard complete, showing progress meanwhile.
    ///
    /// @param progress where it shows, or null for silence
    SweepResult await(String sweepId, @Nullable Progress progress) throws InterruptedException {
        long seenAt = nanoTime.getAsLong();
        while (true) {
            SweepView sweep;
            try {
                sweep = SweepView.get(api, sweepId);
            } catch (CliFailure e) {
                // Accepted, but the projection may not have seen it yet.
                if (nanoTime.getAsLong() - seenAt > PATIENCE.toNanos()) {
                    throw e;
                }
                Thread.sleep(EVERY);
                continue;
            }
            seenAt = nanoTime.getAsLong();
            String best = sweep.best() == null ? null : leader(sweep.best());
            if (sweep.isFinal() || sweep.status() == SweepStatus.PAUSED) {
                if (progress != null) {
                    progress.finish(sweep, best, seenAt);
                }
                return new SweepResult(sweepId, sweep.status().name(), sweep.counts(), sweep.spentUsd(),
                        SweepView.leaderboard(api, sweepId, 0),
                        sweep.isFinal() ? VerdictLines.last(api, sweepId) : null);
            }
            if (progress != null) {
                progress.show(sweep, best, seenAt);
            }
            Thread.sleep(EVERY);
        }
    }

    private static String leader(JsonNode row) {
        return Figures.score(Figures.number(row.path("score"))) + " " + LeaderboardRow.name(row);
    }
}
