package dev.promptlooper.standalone.bench;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.standalone.bench.LiveLoad.Manner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// `promptlooper bench live`: the figures of the live feed, with instance and endpoints as processes of their own and all clients
/// in this one.
@Command(name = "live", mixinStandardHelpOptions = true, sortOptions = false, description = "Measure the live feed: answer to frame, ten thousand sockets during a sweep, a reconnect storm.")
final class LiveBenchCommand implements Callable<Integer> {

    /// The parts, in the order in which they run.
    enum Part {
        LATENCY, SOCKETS, STORM
    }

    @Option(names = "--only", split = ",", paramLabel = "PART", description = "latency, sockets, storm (default: all).")
    private Set<Part> only = Set.of(Part.values());

    @Option(names = "--sockets", defaultValue = "10000", paramLabel = "N", description = "Clients of the part sockets; storm takes half of them (default: ${DEFAULT-VALUE}).")
    private int sockets = 10_000;

    @Option(names = "--runs", defaultValue = "15000", paramLabel = "N", description = "Runs of each sweep (default: ${DEFAULT-VALUE}).")
    private int runs = 15_000;

    @Option(names = "--instance-heap", defaultValue = "1500m", paramLabel = "SIZE", description = "Heap of the instance (default: ${DEFAULT-VALUE}).")
    private String instanceHeap = "1500m";

    @Option(names = "--work", paramLabel = "DIR", description = "Where data and logs go (default: a temporary directory).")
    private @Nullable Path work;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    private final InstantSource clock;
    private List<String> keys = List.of();
    private final Report report = new Report();

    LiveBenchCommand() {
        this(java.time.Clock.systemUTC());
    }

    LiveBenchCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Path folder = work != null ? Files.createDirectories(work) : Files.createTempDirectory("promptlooper-live");
        say("data and logs in " + folder);
        try (Bed bed = Bed.make(folder, instanceHeap)) {
            bed.startInstance();
            keys = bed.readers(sockets);
            sweep(bed, "warm", "slow200");
            if (only.contains(Part.LATENCY)) {
                latency(bed);
            }
            if (only.contains(Part.SOCKETS)) {
                sockets(bed);
            }
            if (only.contains(Part.STORM)) {
                storm(bed);
            }
        }
        report.lines().forEach(this::say);
        return 0;
    }

    /// From the moment an answer left the endpoint until a frame showed as many runs as there were answers.
    private void latency(Bed bed) throws InterruptedException, IOException {
        bed.dataset("latency", runs);
        List<long[]> seen = java.util.Collections.synchronizedList(new ArrayList<>());
        long before = bed.received("slow");
        try (LiveClient client = new LiveClient(bed.port(), keys.getFirst())) {
            client.subscribe(null, 10);
            Thread.ofVirtual().start(() -> watch(client, "latency", seen));
            double wall = sweep(bed, "latency", "slow200");
            List<Long> answered = bed.answered("slow", before);
            List<Long> delays = new ArrayList<>();
            List<Long> ranking = new ArrayList<>();
            int next = 0;
            for (int n = 0; n < answered.size(); n++) {
                while (next < seen.size() && seen.get(next)[1] <= n) {
                    next++;
                }
                if (next < seen.size()) {
                    delays.add(seen.get(next)[0] - answered.get(n));
                    ranking.add(seen.get(next)[2] - answered.get(n));
                }
            }
            delays.sort(null);
            ranking.sort(null);
            long p99 = p99(delays);
            row("answer to frame, p99, at " + (int) (answered.size() / wall) + " runs/s", "≤ 1,000 ms at 1,000 runs/s",
                    p99 + " ms", p99 <= 1_000, "median " + delays.get(delays.size() / 2) + " ms, " + delays.size()
                            + " answers; up to the ranking median " + ranking.get(ranking.size() / 2) + " ms, p99 "
                            + p99(ranking) + " ms");
        }
    }

    private static long p99(List<Long> sorted) {
        return sorted.get((int) (sorted.size() * 0.99) - 1);
    }

    private void watch(LiveClient client, String sweep, List<long[]> seen) {
        try {
            client.read(text -> {
                long now = clock.millis();
                if (text.startsWith("{\"t\":\"delta\"") || text.startsWith("{\"t\":\"snap\"")) {
                    JsonNode frame = Json.read(text, JsonNode.class);
                    frame.path("set").forEach(pair -> {
                        JsonNode row = pair.path(1);
                        if (row.path("name").asString("").equals(sweep)) {
                            JsonNode board = row.path("leaderboard");
                            seen.add(new long[]{now, board.path("runs").asLong(), board.path("at").asLong()});
                        }
                    });
                    try {
                        client.ack(frame.path("seq").asLong());
                    } catch (IOException e) {
                        client.close();
                    }
                }
            });
        } catch (IOException e) {
            // the part is over
        }
    }

    private void sockets(Bed bed) throws InterruptedException, IOException {
        double alone = runs / sweep(bed, "alone", "slow100");
        int p99Well;
        try (LiveLoad load = load(bed)) {
            load.add(sockets, Manner.WELL, null);
            await("all clients to be subscribed", () -> load.subscribed() >= sockets);
            load.restartDelays();
            // Watched like the next one, so that only the clients differ.
            Thread sampler = Thread.ofVirtual().start(() -> sample(bed, new long[1]));
            double with = runs / sweep(bed, "well", "slow100");
            sampler.interrupt();
            p99Well = load.delay(0.99);
            row(sockets + " sockets: p99 from ranking to frame, once a second", "≤ 1,500 ms", p99Well + " ms",
                    p99Well >= 0 && p99Well <= 1_500, "median " + load.delay(0.5) + " ms");
            row(sockets + " sockets: throughput of the sweep", "≥ 95 % of " + number(alone) + " runs/s",
                    number(100 * with / alone) + " %", with >= 0.95 * alone, load.ends().toString());
        }
        await("the connections to be given back", () -> bed.feed().path("connections").asInt() == 0);
        try (LiveLoad load = load(bed)) {
            int never = sockets / 100;
            int slow = sockets / 20;
            int well = sockets - never - slow;
            load.add(well, Manner.WELL, null);
            load.add(slow, Manner.SLOWLY, null);
            load.add(never, Manner.NEVER, null);
            await("all clients to be subscribed", () -> load.subscribed() >= well);
            load.restartDelays();
            long[] outbox = {0};
            Thread sampler = Thread.ofVirtual().start(() -> sample(bed, outbox));
            double with = runs / sweep(bed, "slow", "slow100");
            sampler.interrupt();
            int p99 = load.delay(0.99);
            row("with 1 % never reading and 5 % at 1 KB/s: p99 of the others", "≤ 1.2 × " + p99Well + " ms",
                    p99 + " ms",
                    p99 >= 0 && p99 <= 1.2 * p99Well, "median " + load.delay(0.5) + " ms");
            row("… unexpected closes of the others", "0", String.valueOf(load.unexpected()), load.unexpected() == 0,
                    load.ends().toString());
            row("… outboxes, in all", "≤ 64 MB", number(outbox[0] / 1e6) + " MB", outbox[0] <= 64_000_000, "");
            row("… throughput of the sweep", "≥ 95 % of " + number(alone) + " runs/s",
                    number(100 * with / alone) + " %", with >= 0.95 * alone, "");
            row("… memory of the instance", "", bed.peakMib() + " MiB", true, "with broker, all services, heap "
                    + instanceHeap);
        }
    }

    private void sample(Bed bed, long[] most) {
        try {
            while (true) {
                most[0] = Math.max(most[0], bed.feed().path("outboxBytes").asLong());
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            // the sweep is over
        }
    }

    private void storm(Bed bed) throws InterruptedException {
        int clients = sockets / 2;
        String position;
        try (LiveLoad load = load(bed)) {
            load.add(clients, Manner.WELL, null);
            await("all clients to be subscribed", () -> load.subscribed() >= clients);
            sweep(bed, "storm", "slow100");
            position = load.position();
            bed.killInstance();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        bed.startInstance();
        try (LiveLoad load = load(bed)) {
            long from = System.nanoTime();
            load.add(clients, Manner.WELL, position);
            await("all clients to be back", () -> load.subscribed() >= clients);
            double seconds = (System.nanoTime() - from) / 1e9;
            row("storm: " + clients + " clients back after a kill", "≤ 30 s after the restart",
                    number(seconds) + " s", seconds <= 30, load.ends().toString());
            row("storm: continued without a snapshot", "≥ 95 %", number(100.0 * load.recovered() / clients) + " %",
                    load.recovered() >= 0.95 * clients, "");
        }
    }

    private LiveLoad load(Bed bed) {
        return new LiveLoad(bed.port(), keys, clock, System::nanoTime);
    }

    /// @return seconds until its final leaderboard
    private double sweep(Bed bed, String name, String endpoint) throws InterruptedException, IOException {
        if (!name.equals("latency")) {
            bed.dataset(name, runs);
        }
        long from = System.nanoTime();
        bed.await(bed.launch(name, endpoint, List.of(0.0)), seen -> {});
        return (System.nanoTime() - from) / 1e9;
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("waited in vain for " + what);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void row(String what, String wanted, String measured, boolean reached, String remark) {
        report.add(List.of(what, wanted, measured, reached ? "yes" : "**no**", remark));
        say(what + ": " + measured + (reached ? "" : "  (wanted " + wanted + ")")
                + (remark.isEmpty() ? "" : "  " + remark));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
