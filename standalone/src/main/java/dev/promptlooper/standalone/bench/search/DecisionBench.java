package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.Run;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Score;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.sweep.Axis;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.CachePolicy;
import dev.promptlooper.contracts.sweep.DatasetRef;
import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.contracts.sweep.Objective;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Point;
import dev.promptlooper.producer.space.Seeded;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// What a decision costs: the processor time of each `propose` and each `on` of a strategy over many observations of an invented world, one
/// lane, 500 runs under way, a proposal per 62 results as the planner makes them. The first tenth warms up and is not counted.
final class DecisionBench {

    private static final int CASES = 1_000;
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
        SweepDefinition definition = definition(rival, samples);
        HeapEntries entries = new HeapEntries();
        SearchStrategy strategy = rival.factory().create(definition, entries);
        SteeringBoard steering = new SteeringBoard();
        World world = new World(definition, strategy);
        ArrayDeque<StrategyEvent.Settled> flights = new ArrayDeque<>();
        long[] proposals = new long[runs];
        long[] results = new long[runs];
        int proposed = 0;
        int told = 0;
        long total = 0;
        while (told < runs) {
            int slots = WINDOW - flights.size();
            long startedAt = THREADS.getCurrentThreadCpuTime();
            int[] left = {slots};
            Proposal proposal = strategy.propose(
                    new Demand("local", slots, flights.size(), steering, new Demand.BudgetLeft(null, null, null, null),
                            told),
                    (candidate, caseIndex, repeat) -> {
                        if (left[0] == 0) {
                            return false;
                        }
                        left[0]--;
                        flights.add(world.settled(candidate, caseIndex, repeat));
                        return true;
                    });
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

    private static SweepDefinition definition(Rival rival, @Nullable Integer samples) {
        Map<String, Axis> params = new LinkedHashMap<>();
        if (samples == null) {
            params.put("temperature", Axis.fromFile(List.of(0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8)));
        } else {
            params.put("temperature", Axis.fromFile(Map.of("float", List.of(0, 2))));
            params.put("top_p", Axis.fromFile(Map.of("float", List.of(0.1, 1))));
        }
        Map<String, Object> settings = new HashMap<>(rival.params());
        settings.put("seed", 1);
        if (samples != null) {
            settings.put("samples", samples);
        }
        return new SweepDefinition(SweepDefinition.SCHEMA, "decisions", "decisions", null, 0,
                IntStream.range(0, 10)
                        .mapToObj(i -> new PromptDefinition("p" + i, 0,
                                List.of(Map.of("role", "user", "content", "{{question}}"))))
                        .toList(),
                IntStream.range(0, 10).mapToObj(i -> new ModelRef("local", "m" + i)).toList(), params, List.of(),
                new DatasetRef("invented", 1, CASES, null),
                List.of(ScorerDefinition.fromFile(Map.of("type", "equals", "name", RecordedSpace.METRIC))),
                new Objective(RecordedSpace.METRIC, null, null, null), new Strategy(rival.type(), settings), 1,
                Budget.UNLIMITED, null, SweepDefinition.DEFAULT_PRIORITY, CachePolicy.USE);
    }

    /// Answers: a model's and a prompt's effect, a hump over the temperature, a case's difficulty, luck.
    private static final class World {

        private final SweepDefinition definition;
        private final SearchStrategy strategy;
        private final Map<Long, Candidate> candidates = new HashMap<>();
        private final Map<Long, Double> qualities = new HashMap<>();

        World(SweepDefinition definition, SearchStrategy strategy) {
            this.definition = definition;
            this.strategy = strategy;
        }

        StrategyEvent.Settled settled(long index, long caseIndex, int repeat) {
            double quality = qualities.computeIfAbsent(index, this::quality);
            double difficulty = new Seeded(caseIndex).nextDouble();
            double luck = new Seeded(index * 7_919 + caseIndex).nextDouble();
            double score = luck < quality + 0.5 * (0.5 - difficulty) ? 1 : 0;
            Candidate candidate = candidates.computeIfAbsent(index,
                    _ -> new Candidate("c" + index, index, "p", 0, "local", "m", Map.of()));
            RunScored scored = new RunScored(RunScored.SCHEMA,
                    new Run(definition.sweepId(), candidate, "c", caseIndex, repeat), "hash", RunScored.Status.DONE,
                    AnswerSource.CALL, null, null, List.of(new Score(RecordedSpace.METRIC, score, null, null, null)),
                    new Usage(300, 100, false), 0.001, 0.001, 400, 1, 1_000L, 1, Reservation.NONE, 0);
            return new StrategyEvent.Settled(index, caseIndex, repeat, scored);
        }

        private double quality(long index) {
            Point point = strategy.candidates().at(index);
            Object temperature = point.params().get("temperature");
            double at = temperature instanceof Number number ? number.doubleValue() : 0;
            return 0.3 + 0.03 * point.model() + 0.02 * ((point.prompt() * 7) % 10) - 0.1 * (at - 0.7) * (at - 0.7)
                    + 0.05 * new Seeded(index).nextDouble();
        }
    }
}
