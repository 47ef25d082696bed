package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.strategy.Demand;
import dev.promptlooper.producer.strategy.Proposal;
import dev.promptlooper.producer.strategy.SearchStrategy;
import dev.promptlooper.producer.strategy.StrategyEvent;
import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a decision costs: the processor time of each `propose` and each `on` of a strategy over many observations of an invented world, one
/// lane, 500 runs under way, a proposal per 62 results as the planner makes them. The first tenth warms up and is not counted.
final class DecisionBench {

    private static final int WINDOW = 500;
    private static final int REFILL = WINDOW / 8;
    private static final double NANOS_PER_MS = 1e6;
    // Of the processor, not of the wall: what a decision costs does not depend on who else uses the machine.
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private DecisionBench() {}

    /// @param candidates  candidates of the sweep
    /// @param runs        results told
    /// @param proposeP50  median processor time of a proposal, milliseconds
    /// @param proposeP99  99th percentile of the time of a proposal, milliseconds
    /// @param proposeMax  longest proposal, milliseconds
    /// @param onP99       99th percentile of the time of a result, milliseconds
    /// @param onMax       longest result, milliseconds
    /// @param perRun      strategy time per run in all, microseconds
    /// @param stateKib    entries of the strategy at the end
    record Row(String strategy, long candidates, int runs, double proposeP50, double proposeP99, double proposeMax,
            double onP99, double onMax, double perRun, long stateKib) {}

    /// @param rival   strategy
    /// @param samples null = a grid of 1,000 candidates; else so many drawn from a space of floats
    static Row run(Rival rival, @Nullable Integer samples, int runs) {
        SweepDefinition definition = InventedSweep.definition(rival, samples);
        HeapEntries entries = new HeapEntries();
        SearchStrategy strategy = rival.factory().create(definition, entries);
        SteeringBoard steering = new SteeringBoard();
        InventedSweep world = new InventedSweep(definition, strategy.candidates());
        ArrayDeque<StrategyEvent.Settled> flights = new ArrayDeque<>();
        long[] proposals = new long[runs];
        long[] results = new long[runs];
        int proposed = 0;
        int told = 0;
        long total = 0;
        while (told < runs) {
            int slots = WINDOW - flights.size();
            long startedAt = THREADS.getCurrentThreadCpuTime();
            Proposal proposal = strategy.propose(
                    new Demand("local", slots, flights.size(), steering, new Demand.BudgetLeft(null, null, null, null),
                            told),
                    world.taker(slots, flights));
            proposals[proposed++] = THREADS.getCurrentThreadCpuTime() - startedAt;
            for (Proposal.Prune prune : proposal.prune()) {
                if (steering.prune(prune.candidate())) {
                    strategy.on(new StrategyEvent.Pruned(List.of(prune.candidate())));
                }
            }
            if (flights.isEmpty()) {
                break; // ended by itself
            }
            for (int i = 0; i < REFILL && !flights.isEmpty() && told < runs; i++) {
                StrategyEvent.Settled settled = flights.remove();
                long onAt = THREADS.getCurrentThreadCpuTime();
                strategy.on(settled);
                results[told++] = THREADS.getCurrentThreadCpuTime() - onAt;
            }
        }
        total += Arrays.stream(proposals, 0, proposed).sum() + Arrays.stream(results, 0, told).sum();
        long[] timed = Arrays.copyOfRange(proposals, proposed / 10, proposed);
        long[] learned = Arrays.copyOfRange(results, told / 10, told);
        return new Row(rival.label(), strategy.candidates().count().orElse(strategy.candidates().end()), told,
                percentile(timed, 0.5), percentile(timed, 0.99), percentile(timed, 1), percentile(learned, 0.99),
                percentile(learned, 1), total / 1e3 / Math.max(1, told), entries.bytes() >> 10);
    }

    static List<String> table(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "| strategy | candidates | results | proposal p50 | p99 | longest | result p99 | longest | per run | state |");
        lines.add("|---|---|---|---|---|---|---|---|---|---|");
        rows.forEach(row -> lines.add(String.format(Locale.ROOT,
                "| %s | %,d | %,d | %.2f ms | %.2f ms | %.1f ms | %.3f ms | %.1f ms | %.1f µs | %,d KiB |",
                row.strategy(),
                row.candidates(), row.runs(), row.proposeP50(), row.proposeP99(), row.proposeMax(), row.onP99(),
                row.onMax(), row.perRun(), row.stateKib())));
        return lines;
    }

    private static double percentile(long[] nanos, double share) {
        if (nanos.length == 0) {
            return 0;
        }
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))] / NANOS_PER_MS;
    }
}
