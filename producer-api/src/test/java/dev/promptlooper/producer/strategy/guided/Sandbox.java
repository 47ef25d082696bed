package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.Run;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Score;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.event.Verdict.Confidence;
import dev.promptlooper.contracts.event.Verdict.ConstraintStatus;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Point;
import dev.promptlooper.producer.space.Seeded;
import dev.promptlooper.producer.strategy.Demand;
import dev.promptlooper.producer.strategy.Demand.BudgetLeft;
import dev.promptlooper.producer.strategy.MapEntries;
import dev.promptlooper.producer.strategy.Proposal;
import dev.promptlooper.producer.strategy.SearchStrategy;
import dev.promptlooper.producer.strategy.SearchVerdict;
import dev.promptlooper.producer.strategy.Steering;
import dev.promptlooper.producer.strategy.StrategyEvent;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// A sweep with invented answers, driven as a planner would: a window per lane, results in an order drawn by a seed. Checks that no
/// run is asked for twice and that every run is in the space.
final class Sandbox implements Steering {

    final SweepDefinition definition;
    final MapEntries entries = new MapEntries();
    final TreeSet<Long> pruned = new TreeSet<>();
    final TreeSet<Long> pinned = new TreeSet<>();
    final List<Asked> log = new ArrayList<>();
    final List<Asked> underWay = new ArrayList<>();
    final List<Proposal.Prune> told = new ArrayList<>();
    final Map<String, Integer> free = new LinkedHashMap<>();
    final Set<String> silent = new HashSet<>();
    SearchStrategy strategy;
    @Nullable
    Long calls;
    private final GuidedFactory factory;
    private final Answers answers;
    private final Seeded random;
    private final int window;
    private final Set<Asked> seen = new HashSet<>();
    private final Set<String> exhausted = new HashSet<>();

    /// What a run answers: a score, null for unscored, NaN for a failure.
    interface Answers {
        @Nullable
        Double score(Point point, long caseIndex, int repeat);

        default double price(Point point) {
            return 0.001;
        }
    }

    record Asked(long candidate, long caseIndex, int repeat) {}

    Sandbox(SweepDefinition definition, Answers answers, int window, long seed) {
        this(definition, answers, window, seed, GuidedFactory.HELD);
    }

    /// @param held most results that the search holds in the heap
    Sandbox(SweepDefinition definition, Answers answers, int window, long seed, int held) {
        this.factory = new GuidedFactory(held);
        this.definition = definition;
        this.answers = answers;
        this.window = window;
        this.random = new Seeded(seed);
        this.calls = definition.budget().calls();
        definition.models().forEach(model -> free.put(model.endpoint(), window));
        this.strategy = factory.create(definition, entries);
    }

    Sandbox play() {
        while (step()) {
            // goes on
        }
        return this;
    }

    boolean step() {
        ask();
        if (underWay.isEmpty()) {
            ask();
        }
        List<Asked> audible = underWay.stream().filter(asked -> !silent.contains(lane(asked.candidate))).toList();
        if (audible.isEmpty()) {
            return false;
        }
        settle(audible.get((int) random.below(audible.size())));
        return true;
    }

    void restart() {
        strategy = factory.create(definition, entries);
    }

    void ask() {
        for (String lane : free.keySet()) {
            int slots = slots(lane);
            if (slots < Math.max(1, window / 8)) {
                continue;
            }
            Long limit = calls;
            Proposal proposal = strategy.propose(new Demand(lane, slots, window - slots, this,
                    new BudgetLeft(null, null, limit == null ? null : limit - log.size(), null), log.size()),
                    (candidate, caseIndex, repeat) -> take(lane, candidate, caseIndex, repeat));
            for (Proposal.Prune prune : proposal.prune()) {
                told.add(prune);
                if (!pinned.contains(prune.candidate()) && pruned.add(prune.candidate())) {
                    strategy.on(new StrategyEvent.Pruned(List.of(prune.candidate())));
                }
            }
            if (proposal.outlook() == Proposal.Outlook.EXHAUSTED) {
                exhausted.add(lane);
            } else {
                exhausted.remove(lane);
            }
        }
    }

    private int slots(String lane) {
        return free.getOrDefault(lane, 0);
    }

    boolean isOver() {
        return exhausted.containsAll(free.keySet());
    }

    private boolean take(String lane, long candidate, long caseIndex, int repeat) {
        Asked asked = new Asked(candidate, caseIndex, repeat);
        Long limit = calls;
        if (!strategy.candidates().contains(candidate) || caseIndex < 0 || caseIndex >= definition.dataset().size()
                || repeat < 0 || repeat >= definition.repeats() || !lane(candidate).equals(lane)) {
            throw new AssertionError(asked + " is not in the space of lane " + lane);
        }
        if (slots(lane) == 0 || pruned.contains(candidate) || (limit != null && log.size() >= limit)) {
            return false;
        }
        if (!seen.add(asked)) {
            throw new AssertionError(asked + " was asked for twice");
        }
        free.merge(lane, -1, Integer::sum);
        log.add(asked);
        underWay.add(asked);
        return true;
    }

    String lane(long candidate) {
        return definition.models().get(strategy.candidates().at(candidate).model()).endpoint();
    }

    void settle(Asked asked) {
        underWay.remove(asked);
        free.merge(lane(asked.candidate), 1, Integer::sum);
        Point point = strategy.candidates().at(asked.candidate);
        tell(asked, answers.score(point, asked.caseIndex, asked.repeat), answers.price(point));
    }

    void tell(Asked asked, @Nullable Double score, double price) {
        boolean failed = score != null && score.isNaN();
        Candidate candidate = new Candidate("c", asked.candidate, "p", 0, lane(asked.candidate), "m", Map.of());
        strategy.on(new StrategyEvent.Settled(asked.candidate, asked.caseIndex, asked.repeat,
                new RunScored(1, new Run("s", candidate, "x", asked.caseIndex, asked.repeat), "h",
                        failed ? RunScored.Status.FAILED : RunScored.Status.DONE, failed ? null : AnswerSource.CALL,
                        failed ? FailureClass.INVALID_REQUEST : null, failed ? "no" : null,
                        failed ? List.of() : List.of(new Score("equals", score, null, null, null)),
                        new Usage(10, 10, false), failed ? null : price, price, 20, 1, failed ? null : 100L, 1,
                        Reservation.NONE, 0)));
    }

    SearchVerdict verdict() {
        return strategy.verdict(this).orElseThrow();
    }

    Confidence confidence() {
        return Objects.requireNonNull(verdict().confidence());
    }

    ConstraintStatus constraints() {
        return Objects.requireNonNull(verdict().constraints());
    }

    Point recommended() {
        Long recommended = verdict().recommended();
        if (recommended == null) {
            throw new AssertionError("nothing is recommended");
        }
        return strategy.candidates().at(recommended);
    }

    long runs(long candidate) {
        return log.stream().filter(asked -> asked.candidate == candidate).count();
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
