package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.Run;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Score;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Seeded;
import dev.promptlooper.producer.strategy.Demand;
import dev.promptlooper.producer.strategy.Demand.BudgetLeft;
import dev.promptlooper.producer.strategy.MapEntries;
import dev.promptlooper.producer.strategy.Proposal;
import dev.promptlooper.producer.strategy.StateEntries;
import dev.promptlooper.producer.strategy.Steering;
import dev.promptlooper.producer.strategy.StrategyEvent;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ObjDoubleConsumer;

/// Plays a search against recorded scores: a window of runs under way, results in random order. Counts what it asks for.
final class Replay implements Steering {

    final SweepDefinition definition;
    final Recorded data;
    final StateEntries entries;
    final int window;
    final long budget;
    final double dollars;
    final TreeSet<Long> pruned = new TreeSet<>();
    final TreeSet<Long> pinned = new TreeSet<>();
    final List<RunKey> underWay = new ArrayList<>();
    final List<RunKey> log = new ArrayList<>();
    GuidedStrategy strategy;
    long calls;
    double spent;
    boolean exhausted;
    private final Seeded random;
    private final Map<Long, Recorded.Row> rows = new HashMap<>();

    record RunKey(long candidate, long caseIndex, int repeat) {}

    Replay(SweepDefinition definition, Recorded data, int window, long budget, double dollars, long seed) {
        this(definition, data, window, budget, dollars, seed, new MapEntries());
    }

    Replay(SweepDefinition definition, Recorded data, int window, long budget, double dollars, long seed,
            StateEntries entries) {
        this.definition = definition;
        this.data = data;
        this.entries = entries;
        this.window = window;
        this.budget = budget;
        this.dollars = dollars;
        this.random = new Seeded(seed);
        this.strategy = make();
    }

    private GuidedStrategy make() {
        return (GuidedStrategy) new GuidedFactory().create(definition, entries);
    }

    void restart() {
        strategy = make();
    }

    Recorded.Row row(long candidate) {
        return rows.computeIfAbsent(candidate, index -> data.row(strategy.candidates().at(index), definition));
    }

    /// Plays until everything is asked for or the budget is used; tells after each result.
    void play(@Nullable ObjDoubleConsumer<GuidedStrategy> after) {
        while (step()) {
            if (after != null) {
                after.accept(strategy, spent);
            }
        }
    }

    /// Asks for runs when there is room, settles one.
    ///
    /// @return false at the end
    boolean step() {
        if (!exhausted && underWay.size() <= window - Math.max(1, window / 8)) {
            ask();
        }
        if (underWay.isEmpty()) {
            return false;
        }
        settle((int) random.below(underWay.size()));
        return true;
    }

    void ask() {
        int[] slots = {window - underWay.size()};
        Proposal proposal = strategy.propose(new Demand("r", slots[0], underWay.size(), this,
                new BudgetLeft(null, null, budget - calls, null), calls), (candidate, caseIndex, repeat) -> {
                    if (slots[0] == 0 || calls >= budget || pruned.contains(candidate)
                            || spent + row(candidate).price() > dollars) {
                        return false;
                    }
                    slots[0]--;
                    calls++;
                    spent += row(candidate).price();
                    RunKey key = new RunKey(candidate, caseIndex, repeat);
                    underWay.add(key);
                    log.add(key);
                    return true;
                });
        for (Proposal.Prune prune : proposal.prune()) {
            if (!pinned.contains(prune.candidate()) && pruned.add(prune.candidate())) {
                strategy.on(new StrategyEvent.Pruned(List.of(prune.candidate())));
            }
        }
        exhausted = proposal.outlook() == Proposal.Outlook.EXHAUSTED;
    }

    void settle(int at) {
        RunKey key = underWay.remove(at);
        Recorded.Row row = row(key.candidate);
        strategy.on(new StrategyEvent.Settled(key.candidate, key.caseIndex, key.repeat,
                scored(key, row.scores()[(int) key.caseIndex][key.repeat], row.price())));
    }

    static RunScored scored(RunKey key, @Nullable Double value, double price) {
        Candidate candidate = new Candidate("c", key.candidate, "p", 0, "r", "m", Map.of());
        return new RunScored(1, new Run("s", candidate, "x", key.caseIndex, key.repeat), "h", RunScored.Status.DONE,
                AnswerSource.CALL, null, null, List.of(new Score("equals", value, null, null, null)),
                new Usage(10, 10, false), price, price, 20, 1, 100L, 1, Reservation.NONE, 0);
    }

    @Override
    public boolean isPruned(long candidate) {
        return pruned.contains(candidate);
    }

    @Override
    public SortedSet<Long> pruned() {
        return pruned;
    }

    @Override
    public SortedSet<Long> pinned() {
        return pinned;
    }
}
