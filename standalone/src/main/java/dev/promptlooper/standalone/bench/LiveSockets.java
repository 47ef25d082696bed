package dev.promptlooper.standalone.bench;

import dev.promptlooper.standalone.bench.LiveLoad.Manner;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Sweeps of a paced endpoint without clients, with many that read, and with some among them that read slowly or never.
final class LiveSockets {

    private static final String ENDPOINT = "slow100";

    private final LiveStage stage;
    private final Report report;
    private final int sockets;

    LiveSockets(LiveStage stage) {
        this.stage = stage;
        this.report = stage.report();
        this.sockets = stage.sockets();
    }

    void run() throws InterruptedException, IOException {
        double alone = stage.runs() / stage.sweep("alone", ENDPOINT);
        int p99 = reading(alone);
        stage.await("the connections to be given back", () -> stage.bed().feed().path("connections").asInt() == 0);
        slow(alone, p99);
    }

    /// @param alone runs per second without clients
    /// @return the clients' 99th percentile, milliseconds
    private int reading(double alone) throws InterruptedException, IOException {
        try (LiveLoad load = stage.load()) {
            load.add(sockets, Manner.WELL, null);
            // Watched like the next one, so that only the clients differ.
            double with = watched(load, sockets, "well", new AtomicLong());
            int p99 = load.delay(0.99);
            report.row(sockets + " sockets: p99 from ranking to frame, once a second", "≤ 1,500 ms", p99 + " ms",
                    p99 >= 0 && p99 <= 1_500, "median " + load.delay(0.5) + " ms");
            throughput(sockets + " sockets", with, alone, load.ends().toString());
            return p99;
        }
    }

    private void slow(double alone, int p99Reading) throws InterruptedException, IOException {
        try (LiveLoad load = stage.load()) {
            int never = sockets / 100;
            int slow = sockets / 20;
            int well = sockets - never - slow;
            load.add(well, Manner.WELL, null);
            load.add(slow, Manner.SLOWLY, null);
            load.add(never, Manner.NEVER, null);
            AtomicLong outboxes = new AtomicLong();
            double with = watched(load, well, "slow", outboxes);
            int p99 = load.delay(0.99);
            report.row("with 1 % never reading and 5 % at 1 KB/s: p99 of the others", "≤ 1.2 × " + p99Reading + " ms",
                    p99 + " ms", p99 >= 0 && p99 <= 1.2 * p99Reading, "median " + load.delay(0.5) + " ms");
            report.row("… unexpected closes of the others", "0", String.valueOf(load.unexpected()),
                    load.unexpected() == 0, load.ends().toString());
            report.row("… outboxes, in all", "≤ 64 MB", Report.number(outboxes.get() / 1e6) + " MB",
                    outboxes.get() <= 64_000_000, "");
            throughput("…", with, alone, "");
            report.row("… memory of the instance", "", stage.bed().peakMib() + " MiB", true,
                    "with broker and all services");
        }
    }

    private void throughput(String what, double with, double alone, String remark) {
        report.row(what + (what.equals("…") ? "" : ":") + " throughput of the sweep",
                "≥ 95 % of " + Report.number(alone) + " runs/s", Report.number(100 * with / alone) + " %",
                with >= 0.95 * alone, remark);
    }

    /// @return runs per second of a sweep while `subscribed` clients follow
    private double watched(LiveLoad load, int subscribed, String name, AtomicLong outboxes)
            throws InterruptedException, IOException {
        stage.await("all clients to be subscribed", () -> load.subscribed() >= subscribed);
        load.restartDelays();
        Thread sampler = Thread.ofVirtual().start(() -> sample(outboxes));
        double with = stage.runs() / stage.sweep(name, ENDPOINT);
        sampler.interrupt();
        return with;
    }

    private void sample(AtomicLong most) {
        try {
            while (true) {
                most.accumulateAndGet(stage.bed().feed().path("outboxBytes").asLong(), Math::max);
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            // the sweep is over
        }
    }
}
