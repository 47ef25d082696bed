package dev.promptlooper.producer.strategy;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.Run;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Score;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Seeded;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Drives a strategy as the planner does, with results in an order that a seed decides, and checks what every strategy owes: no run
/// twice, no run of a pruned or unknown candidate, no call above the budget.
public final class Drive implements Steering {

    private static final int WINDOW = 7;

    /// Score of a run: null = failed, NaN = unscored.
    public interface World {
        @Nullable
        Double score(long candidate, long caseIndex, int repeat);
    }

    private final SweepDefinition definition;
    private final StrategyFactory factory;
    private final World world;
    private final boolean restarts;
    private final Seeded random;
    private final MapEntries entries = new MapEntries();
    private final TreeSet<Long> pruned = new TreeSet<>();
    private final TreeSet<Long> pinned = new TreeSet<>();
    private final List<Asked> flights = new ArrayList<>();
    private final Set<String> exhausted = new HashSet<>();
    private final Set<Asked> known = new LinkedHashSet<>();
    private final Set<String> lanes = new LinkedHashSet<>();
    /// Everything that happened, in words that two drives can be compared by.
    public final List<String> log = new ArrayList<>();
    private SearchStrategy strategy;
    private long now = 1_000;

    /// @param restarts make the strategy anew from its entries before every event
    /// @param seed     of the order of results
    public Drive(SweepDefinition definition, StrategyFactory factory, World world, boolean restarts, long seed) {
        this.definition = definition;
        this.factory = factory;
        this.world = world;
        this.restarts = restarts;
        this.random = new Seeded(seed);
        this.strategy = factory.create(definition, entries);
        definition.models().forEach(model -> lanes.add(model.endpoint()));
    }

    /// A run that was asked for.
    public record Asked(long candidate, long caseIndex, int repeat) {}

    public Set<Asked> asked() {
        return Collections.unmodifiableSet(known);
    }

    public long askedOf(long candidate) {
        return known.stream().filter(run -> run.candidate() == candidate).count();
    }

    public SearchStrategy strategy() {
        return strategy;
    }

    public boolean isExhausted() {
        return exhausted.containsAll(lanes);
    }

    /// Goes on until nothing is under way.
    public Drive run() {
        return run(Integer.MAX_VALUE);
    }

    /// @param results most results to deliver
    public Drive run(int results) {
        fill();
        for (int i = 0; i < results && !flights.isEmpty(); i++) {
            settle(flights.remove((int) random.below(flights.size())));
            fill();
        }
        return this;
    }

    public void prune(long candidate) {
        if (pruned.add(candidate)) {
            tell(new StrategyEvent.Pruned(List.of(candidate)));
        }
    }

    public void unprune(long candidate) {
        if (pruned.remove(candidate)) {
            exhausted.clear();
            tell(new StrategyEvent.Unpruned(List.of(candidate)));
        }
    }

    public void pin(long candidate) {
        if (pinned.add(candidate)) {
            exhausted.clear();
            tell(new StrategyEvent.Pinned(List.of(candidate)));
        }
    }

    public void unpin(long candidate) {
        if (pinned.remove(candidate)) {
            tell(new StrategyEvent.Unpinned(List.of(candidate)));
        }
    }

    private void fill() {
        for (int round = 0; round < 3; round++) {
            lanes.forEach(this::refill);
        }
    }

    private void refill(String lane) {
        long[] slots = {WINDOW - flights.stream().filter(run -> lane(run.candidate()).equals(lane)).count()};
        if (exhausted.contains(lane) || slots[0] <= 0) {
            return;
        }
        restart();
        Long calls = definition.budget().calls();
        Proposal proposal = strategy.propose(new Demand(lane, (int) slots[0], WINDOW - (int) slots[0], this,
                new Demand.BudgetLeft(null, null, calls == null ? null : calls - known.size(), null), now),
                (candidate, caseIndex, repeat) -> {
                    if (slots[0] == 0 || (calls != null && known.size() >= calls)) {
                        return false;
                    }
                    Asked run = new Asked(candidate, caseIndex, repeat);
                    check(run, lane);
                    slots[0]--;
                    flights.add(run);
                    log.add("take " + run);
                    return true;
                });
        for (Proposal.Prune prune : proposal.prune()) {
            if (!pinned.contains(prune.candidate()) && pruned.add(prune.candidate())) {
                log.add("drop " + prune.candidate() + ": " + prune.reason());
                tell(new StrategyEvent.Pruned(List.of(prune.candidate())));
            }
        }
        if (proposal.outlook() == Proposal.Outlook.EXHAUSTED) {
            exhausted.add(lane);
            log.add("exhausted " + lane);
        }
    }

    private void check(Asked run, String lane) {
        if (!strategy.candidates().contains(run.candidate()) || !lane(run.candidate()).equals(lane)
                || run.caseIndex() < 0 || run.caseIndex() >= definition.dataset().size() || run.repeat() < 0
                || run.repeat() >= definition.repeats()) {
            throw new AssertionError(run + " is not in lane " + lane + " of this sweep");
        }
        if (pruned.contains(run.candidate())) {
            throw new AssertionError(run + " is of a pruned candidate");
        }
        if (!known.add(run)) {
            throw new AssertionError(run + " was asked for twice");
        }
    }

    private String lane(long candidate) {
        return definition.models().get(strategy.candidates().at(candidate).model()).endpoint();
    }

    private void settle(Asked run) {
        now += 10;
        Double value = world.score(run.candidate(), run.caseIndex(), run.repeat());
        Run identity = new Run(definition.sweepId(), new Candidate("c" + run.candidate(), run.candidate(), "p", 0,
                lane(run.candidate()), "m", Map.of()), "case", run.caseIndex(), run.repeat());
        String metric = definition.objective().metric();
        RunScored result = value == null
                ? new RunScored(1, identity, "hash", RunScored.Status.FAILED, null, FailureClass.TIMEOUT, "late",
                        List.of(), Usage.NONE, null, 0, 0, 1, null, 1, Reservation.NONE, now)
                : new RunScored(1, identity, "hash", RunScored.Status.DONE, AnswerSource.CALL, null, null,
                        List.of(new Score(metric, value.isNaN() ? null : value, null, null, null)),
                        new Usage(10, 5, false), 0.001, 0.001, 15, 1, 200L, 1, Reservation.NONE, now);
        tell(new StrategyEvent.Settled(run.candidate(), run.caseIndex(), run.repeat(), result));
    }

    private void tell(StrategyEvent event) {
        restart();
        strategy.on(event);
    }

    private void restart() {
        if (restarts) {
            strategy = factory.create(definition, entries);
        }
    }

    @Override
    public boolean isPruned(long candidate) {
        return pruned.contains(candidate);
    }

    @Override
    public SortedSet<Long> pruned() {
        return Collections.unmodifiableSortedSet(pruned);
    }

    @Override
    public SortedSet<Long> pinned() {
        return Collections.unmodifiableSortedSet(pinned);
    }
}
