package dev.promptlooper.producer.strategy.halving;

import dev.promptlooper.contracts.event.Verdict.Decision;
import dev.promptlooper.contracts.event.Verdict.Outlook;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.strategy.Demand;
import dev.promptlooper.producer.strategy.Proposal;
import dev.promptlooper.producer.strategy.SearchStrategy;
import dev.promptlooper.producer.strategy.SearchVerdict;
import dev.promptlooper.producer.strategy.StateEntries;
import dev.promptlooper.producer.strategy.Steering;
import dev.promptlooper.producer.strategy.StrategyEvent;
import dev.promptlooper.producer.strategy.Taker;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/// Asynchronous successive halving after Li et al., "A system for massively parallel hyperparameter tuning" (arXiv 1810.05934): a
/// free slot promotes the best contender that is among the best one in eta of those that have finished its rung; when there is
/// none, it starts a new one, in an order drawn by the seed. Nothing waits for a rung to be complete. It ends when everybody has
/// started, nobody is due and somebody is complete.
///
/// A candidate's standing on a rung is fixed when it finishes that rung. Pruned contenders are not asked again but still count in
/// the ranks that they have; pinned ones are completed first.
///
/// State: an entry per contender that was touched.
final class AshaStrategy implements SearchStrategy {

    private static final int DEFAULT_MIN = 10;
    private static final Comparator<Contender> HIGHEST_FIRST = Comparator
            .comparingInt((Contender one) -> -one.level)
            .thenComparingLong(one -> one.order)
            .thenComparingLong(one -> one.index);

    private final Candidates candidates;
    private final CaseOrder order;
    private final Field field;
    private final int[] targets;
    // Derived from the entries.
    private final List<AshaRung> rungs = new ArrayList<>();
    private final Map<String, TreeSet<Contender>> fresh = new HashMap<>();
    private final Map<String, TreeSet<Contender>> open = new HashMap<>();
    private long outstanding;

    AshaStrategy(SweepDefinition definition, Settings settings, Candidates candidates, StateEntries state) {
        this.candidates = candidates;
        this.order = new CaseOrder(definition.dataset().size(), definition.repeats(), settings.seed());
        this.field = new Field(definition, candidates, order, settings.seed(), state);
        this.targets = targets(Math.max(1, order.runs()), settings.eta(), settings.minCases());
        for (int i = 0; i < targets.length; i++) {
            rungs.add(new AshaRung(i, settings.eta()));
        }
        field.load();
        for (Contender contender : field.all()) {
            outstanding += contender.asked - contender.ended;
            for (int i = 0; i < contender.marks(); i++) {
                rungs.get(i).add(contender);
            }
            attach(contender);
        }
    }

    /// Runs at the end of each rung: all of them on the highest, an eta-th below it, and so on.
    static int[] targets(int runs, int eta, @Nullable Integer minRuns) {
        int least = Math.min(runs, minRuns == null ? DEFAULT_MIN : minRuns);
        List<Integer> targets = new ArrayList<>();
        for (long divisor = 1; (runs + divisor - 1) / divisor > least; divisor *= eta) {
            targets.addFirst((int) ((runs + divisor - 1) / divisor));
        }
        if (targets.isEmpty() || minRuns != null) {
            targets.addFirst(least);
        }
        return targets.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public Candidates candidates() {
        return candidates;
    }

    @Override
    public OptionalLong planned(Steering steering) {
        return OptionalLong.empty();
    }

    @Override
    public void on(StrategyEvent event) {
        switch (event) {
            case StrategyEvent.Settled settled -> {
                outstanding--;
                Contender contender = field.settle(settled.candidate(), settled.result());
                record(contender);
                field.save(contender);
            }
            case StrategyEvent.Pruned pruned -> pruned.candidates().forEach(index -> field.get(index).isPruned = true);
            case StrategyEvent.Unpruned unpruned ->
                unpruned.candidates().forEach(index -> field.get(index).isPruned = false);
            case StrategyEvent.Pinned _,StrategyEvent.Unpinned _ -> {
                // looked up when runs are proposed
            }
        }
    }

    /// Fixes the standing on every rung that the contender has finished and was admitted to.
    private void record(Contender contender) {
        while (contender.marks() <= contender.level && contender.ended >= targets[contender.marks()]) {
            int rung = contender.marks();
            contender.mark(field.standing(contender));
            rungs.get(rung).add(contender);
        }
    }

    @Override
    public Proposal propose(Demand demand, Taker taker) {
        field.steer(demand.steering());
        if (order.runs() == 0) {
            return Proposal.EXHAUSTED;
        }
        String lane = demand.lane();
        Taker counting = (candidate, caseIndex, repeat) -> {
            boolean taken = taker.take(candidate, caseIndex, repeat);
            outstanding += taken ? 1 : 0;
            return taken;
        };
        if (!pinned(demand, counting)) {
            return Proposal.MORE;
        }
        while (true) {
            Contender next = next(lane);
            if (next == null && rescue()) {
                next = next(lane);
            }
            if (next == null) {
                return isIdle() ? Proposal.EXHAUSTED : new Proposal(Proposal.Outlook.WAITING, List.of());
            }
            detach(next);
            boolean complete = field.take(next, targets[next.level], counting);
            attach(next);
            if (!complete) {
                return Proposal.MORE;
            }
        }
    }

    @Override
    public Optional<SearchVerdict> verdict(Steering steering) {
        field.steer(steering);
        boolean over = isIdle() && rungs.getLast().has(one -> !one.isPruned);
        Outlook outlook = over
                ? new Outlook(Decision.ALL_EVALUATED,
                        "Everybody who was due has climbed, and the recommended candidate is evaluated on every case.",
                        List.of())
                : new Outlook(Decision.GOES_ON, "Candidates climb on as their results come in.", List.of());
        return Optional
                .of(new Ranked(field, order.cases()).verdict(Comparator.comparingInt(one -> -one.marks()), outlook,
                        _ -> "left behind"));
    }

    private boolean pinned(Demand demand, Taker taker) {
        List<Contender> pinned = demand.steering()
                .pinned()
                .stream()
                .filter(candidates::contains)
                .map(field::get)
                .toList();
        pinned.forEach(this::detach);
        boolean complete = field.takePinned(demand.lane(), demand.steering(), taker);
        pinned.forEach(this::attach);
        return complete;
    }

    /// What a lane should go on with, start or promote; null when it has nothing to do now.
    private @Nullable Contender next(String lane) {
        Contender next = first(open.get(lane));
        for (int rung = targets.length - 2; next == null && rung >= 0; rung--) {
            next = rungs.get(rung).due(one -> one.lane.equals(lane) && !one.isPruned).orElse(null);
            if (next != null) {
                promote(next);
                next = next.asked < targets[next.level] ? next : next(lane);
            }
        }
        return next == null ? first(fresh.get(lane)) : next;
    }

    /// Nothing is under way, and nobody has anything to do.
    private boolean isIdle() {
        return outstanding == 0 && isIdle(open) && isIdle(fresh) && rungs.stream()
                .limit(targets.length - 1L)
                .noneMatch(rung -> rung.due(one -> !one.isPruned).isPresent());
    }

    /// So few contenders that nobody is among the best one in eta: the best goes on all the same, until somebody is complete.
    private boolean rescue() {
        if (!isIdle() || rungs.getLast().has(one -> !one.isPruned)) {
            return false;
        }
        for (int rung = targets.length - 2; rung >= 0; rung--) {
            Contender best = rungs.get(rung).best(one -> !one.isPruned).orElse(null);
            if (best != null) {
                promote(best);
                return true;
            }
        }
        return false;
    }

    private void promote(Contender contender) {
        detach(contender);
        rungs.get(contender.level).promoted(contender);
        contender.level++;
        record(contender);
        field.save(contender);
        attach(contender);
    }

    private static boolean isIdle(Map<String, ? extends Collection<Contender>> lanes) {
        return lanes.values().stream().allMatch(lane -> first(lane) == null);
    }

    private static @Nullable Contender first(@Nullable Collection<Contender> lane) {
        return lane == null ? null : lane.stream().filter(one -> !one.isPruned).findFirst().orElse(null);
    }

    private void attach(Contender contender) {
        if (contender.asked == 0 && contender.level == 0) {
            fresh.computeIfAbsent(contender.lane, _ -> new TreeSet<>(HIGHEST_FIRST)).add(contender);
        } else if (contender.asked < targets[contender.level]) {
            open.computeIfAbsent(contender.lane, _ -> new TreeSet<>(HIGHEST_FIRST)).add(contender);
        }
    }

    private void detach(Contender contender) {
        fresh.getOrDefault(contender.lane, new TreeSet<>(HIGHEST_FIRST)).remove(contender);
        open.getOrDefault(contender.lane, new TreeSet<>(HIGHEST_FIRST)).remove(contender);
    }
}
