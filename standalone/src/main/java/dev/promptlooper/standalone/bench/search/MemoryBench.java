package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.strategy.Demand;
import dev.promptlooper.producer.strategy.SearchStrategy;
import dev.promptlooper.producer.strategy.StrategyEvent;
import dev.promptlooper.producer.strategy.StrategyFactory;
import dev.promptlooper.producer.strategy.StrategyRegistry;
import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.ref.Reference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// What a guided search holds in the heap: what a garbage collection leaves with the search, minus what one leaves when the search was
/// let go of and its entries were kept, as they would be in a store on disk. Afterwards the search is made anew from those entries
/// and goes on.
final class MemoryBench {

    private static final int[] RESULTS = {100_000, 1_000_000};
    private static final int FEW = 100_000;
    private static final int SAMPLES = 100_000;
    // What is held does not depend on how many are under way; with few of them the search thinks a thousand times as often.
    private static final int WINDOW = 40_000;
    private static final int REFILL = WINDOW / 2;
    private static final Demand.BudgetLeft ENOUGH = new Demand.BudgetLeft(null, null, null, null);
    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

    private final StrategyFactory factory;
    private final SweepDefinition definition;
    private final long candidates;
    private final InventedSweep world;
    private final HeapEntries entries = new HeapEntries();
    private final SteeringBoard steering = new SteeringBoard();
    private final ArrayDeque<StrategyEvent.Settled> flights = new ArrayDeque<>();

    /// @param samples null = a grid of 1,000 candidates; else so many drawn from a space of floats
    private MemoryBench(int held, @Nullable Integer samples) {
        // Goes on when it could stop, and hardly ever drops anybody: else there are no more results to hold.
        this.definition = InventedSweep.definition(Rival.parse("guided:epsilon=0:delta=0.000001"), samples);
        this.factory = StrategyRegistry.standard(held).find(definition.strategy());
        Candidates space = factory.candidates(definition);
        this.candidates = space.count().orElse(space.end());
        this.world = new InventedSweep(definition, space);
    }

    /// @param candidates candidates of the sweep
    /// @param results    results told
    /// @param most       results that the search may hold in the heap
    /// @param heapKib    heap that the search holds
    /// @param stateKib   entries of the search, which are not counted in the heap
    record Row(long candidates, int results, int most, long heapKib, long stateKib) {}

    /// @param progress takes a line for each row
    static List<Row> run(Consumer<String> progress) {
        List<Row> rows = new ArrayList<>();
        for (Integer samples : new @Nullable Integer[]{null, SAMPLES}) {
            for (int held : new int[]{StrategyRegistry.HELD, FEW}) {
                rows.addAll(new MemoryBench(held, samples).measure(held, progress));
            }
        }
        return rows;
    }

    private List<Row> measure(int held, Consumer<String> progress) {
        List<Row> rows = new ArrayList<>();
        int told = 0;
        for (int wanted : RESULTS) {
            int before = told;
            SearchStrategy search = factory.create(definition, entries);
            told = drive(search, told, wanted);
            if (told == before) {
                break; // ended by itself
            }
            long with;
            try {
                with = used();
            } finally {
                Reference.reachabilityFence(search);
            }
            search = null;
            Row row = new Row(candidates, told, held, (with - used()) >> 10, entries.bytes() >> 10);
            progress.accept(line(row));
            rows.add(row);
        }
        return rows;
    }

    private int drive(SearchStrategy search, int from, int to) {
        int told = from;
        ask(search, told);
        while (told < to && !flights.isEmpty()) {
            for (int i = 0; i < REFILL && !flights.isEmpty() && told < to; i++) {
                search.on(flights.remove());
                told++;
            }
            ask(search, told);
        }
        return told;
    }

    private void ask(SearchStrategy search, int told) {
        int slots = WINDOW - flights.size();
        search.propose(new Demand("local", slots, flights.size(), steering, ENOUGH, told),
                world.taker(slots, flights));
    }

    private static long used() {
        MEMORY.gc();
        MEMORY.gc();
        return MEMORY.getHeapMemoryUsage().getUsed();
    }

    static List<String> table(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        lines.add("| candidates | results | held at most | heap of the search | entries |");
        lines.add("|---|---|---|---|---|");
        rows.forEach(row -> lines.add(line(row)));
        return lines;
    }

    private static String line(Row row) {
        return String.format(Locale.ROOT, "| %,d | %,d | %,d | %,d KiB | %,d KiB |", row.candidates(), row.results(),
                row.most(), row.heapKib(), row.stateKib());
    }
}
