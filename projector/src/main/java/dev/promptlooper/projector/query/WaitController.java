package dev.promptlooper.projector.query;

import dev.promptlooper.projector.live.Lookout;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import tools.jackson.databind.JsonNode;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/// Waits for a sweep. A waiting request holds a virtual thread and nothing else. `docs/openapi/queries.yaml` is the contract.
@RestController
final class WaitController implements AutoCloseable {

    private static final int MOST_SECONDS = 50;
    private static final int DEFAULT_SECONDS = 25;
    private static final int MOST_WAITING = 2_000;
    // Later than every wait: it ends by itself.
    private static final long TIMEOUT_MS = 60_000;

    /// @param waitedMs how long it took
    /// @param revision for `since` of the next wait
    record Answer(boolean met, String outcome, long waitedMs, String revision, JsonNode sweep) {}

    private final Lookout lookout;
    private final Semaphore places = new Semaphore(MOST_WAITING);
    private final ExecutorService threads = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("sweep-wait").factory());

    WaitController(Lookout lookout) {
        this.lookout = lookout;
    }

    @GetMapping("/api/v1/sweeps/{sweepId}/wait")
    DeferredResult<ResponseEntity<byte[]>> await(@PathVariable String sweepId,
            @RequestParam Map<String, String> query) {
        Params params = new Params(query, Set.of("until", "percent", "since", "timeout"));
        Wait.Until until = params.choice("until", Wait.Until.class);
        Wait wait = new Wait(until == null ? Wait.Until.FINISHED : until, percent(params),
                params.between("timeout", 0, MOST_SECONDS, DEFAULT_SECONDS) * 1_000L, since(params));
        DeferredResult<ResponseEntity<byte[]>> result = new DeferredResult<>(TIMEOUT_MS);
        if (!places.tryAcquire()) {
            throw Problem.unavailable("already " + MOST_WAITING + " requests wait here; try again in a second");
        }
        try {
            threads.execute(() -> {
                try {
                    result.setResult(JsonReply.of(answer(sweepId, wait)));
                } catch (InterruptedException e) {
                    result.setErrorResult(Problem.unavailable("the service stops"));
                } catch (RuntimeException e) {
                    result.setErrorResult(e);
                } finally {
                    places.release();
                }
            });
        } catch (RejectedExecutionException e) {
            places.release();
            throw Problem.unavailable("the service stops");
        }
        return result;
    }

    private Answer answer(String sweepId, Wait wait) throws InterruptedException {
        Lookout.Sight sight = lookout.await(sweepId, wait.mostMillis(), Wait.GRACE_MILLIS, wait::isOver);
        if (sight == null) {
            throw Problem.unavailable("the database does not answer, or the results are being rebuilt");
        }
        if (sight.json() == null) {
            throw Problem.notFound("sweep", sweepId);
        }
        JsonNode sweep = Wait.sweep(sight);
        Wait.Outcome outcome = wait.outcome(sight, sweep);
        return new Answer(outcome == Wait.Outcome.MET, outcome.name().toLowerCase(Locale.ROOT),
                sight.waitedNanos() / 1_000_000, Wait.Revision.of(sight, sweep).toString(), sweep);
    }

    private static Wait.@Nullable Revision since(Params params) {
        String text = params.text("since");
        Wait.Revision since = text == null ? null : Wait.Revision.parse(text);
        if (text != null && since == null) {
            throw Problem.badParameter("since", text, "give the `revision` of an earlier answer, was '" + text + "'");
        }
        return since;
    }

    private static @Nullable Double percent(Params params) {
        Double percent = params.amount("percent");
        if (percent != null && percent > 100) {
            throw Problem.badParameter("percent", String.valueOf(percent), "give 0 to 100, was " + percent);
        }
        return percent;
    }

    /// Ends what is waiting.
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
