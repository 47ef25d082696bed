package dev.promptlooper.standalone.bench;

import dev.promptlooper.standalone.bench.LiveLoad.Manner;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Connects, subscribes and goes away without a word, tens of thousands of times; some stay and never answer, as a peer does whose
/// machine sleeps. Afterwards nothing may be left of them.
final class LiveLeaks {

    private static final int AT_ONCE = 32;
    private static final int SILENT = 500;
    private static final int GONE_SECONDS = 90;

    private final LiveStage stage;
    private final int cycles;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    /// @param cycles how often
    LiveLeaks(LiveStage stage, int cycles) {
        this.stage = stage;
        this.cycles = cycles;
    }

    void run() throws InterruptedException, IOException {
        // What the web server keeps for the next ones, as many as ever were there at once, does not count.
        round(cycles / 10);
        try (LiveLoad together = stage.load()) {
            together.add(SILENT + AT_ONCE, Manner.WELL, null);
            stage.await("all clients to be subscribed", () -> together.subscribed() >= SILENT + AT_ONCE);
        }
        gone();
        long before = stage.bed().liveBytes();
        double seconds = round(cycles);
        try (LiveLoad silent = stage.load()) {
            silent.add(SILENT, Manner.NEVER, null);
            stage.await("the silent ones to be there",
                    () -> stage.bed().feed().path("connections").asInt() >= SILENT);
            double left = gone();
            stage.report()
                    .row("leaks: everything given back after " + done.get() + " connections, " + SILENT
                            + " of silent peers besides", "≤ " + GONE_SECONDS + " s", Report.number(left) + " s",
                            left >= 0 && left <= GONE_SECONDS,
                            Report.number(cycles / seconds) + " connections per second; left: " + stage.bed().feed());
        }
        long after = stage.bed().liveBytes();
        stage.report()
                .row("leaks: live objects afterwards", "≤ 1.05 ×",
                        before < 0 ? "not measured" : Report.number((double) after / before) + " ×",
                        before >= 0 && after <= 1.05 * before,
                        Report.number(before / 1e6) + " MB, then " + Report.number(after / 1e6) + " MB");
    }

    /// @return seconds it took
    private double round(int times) throws InterruptedException {
        begun.set(0);
        done.set(0);
        CountDownLatch over = new CountDownLatch(AT_ONCE);
        long from = System.nanoTime();
        for (int n = 0; n < AT_ONCE; n++) {
            Thread.ofVirtual().start(() -> {
                for (int turn = begun.getAndIncrement(); turn < times; turn = begun.getAndIncrement()) {
                    once(turn);
                }
                over.countDown();
            });
        }
        over.await();
        if (done.get() < times) {
            throw new IllegalStateException((times - done.get()) + " of " + times + " connections were not taken");
        }
        return (System.nanoTime() - from) / 1e9;
    }

    private void once(int turn) {
        try (LiveClient client = new LiveClient(stage.bed().port(), stage.keys().get(turn % stage.keys().size()))) {
            client.subscribe(null, 1);
            // Some are gone before they are answered.
            if (turn % 3 > 0) {
                client.readOne();
            }
            done.incrementAndGet();
        } catch (IOException e) {
            // told by the count
        }
    }

    /// Waits until the instance holds nothing any more.
    ///
    /// @return seconds, -1 when that did not happen
    private double gone() throws InterruptedException {
        long from = System.nanoTime();
        while (System.nanoTime() - from < TimeUnit.SECONDS.toNanos(2L * GONE_SECONDS)) {
            JsonNode feed = stage.bed().feed();
            if (feed.path("connections").asInt(-1) == 0 && feed.path("subscriptions").asInt(-1) == 0
                    && feed.path("outboxBytes").asLong(-1) == 0) {
                return (System.nanoTime() - from) / 1e9;
            }
            TimeUnit.MILLISECONDS.sleep(250);
        }
        return -1;
    }
}
