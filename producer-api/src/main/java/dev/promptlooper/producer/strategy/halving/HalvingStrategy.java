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

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/// Successive halving. All contenders of a rung make the rung's runs; when the last of those has ended, the better part (one in
/// eta) climbs to the next rung and the rest is dropped, each with its reason. Ties are settled by lot.
///
/// Pruned contenders leave the rung, which does not wait for them; those taken back in (or dropped and taken back in) climb with
/// the others from the rung of the day. Pinned ones are completed first and are compared with all that they have shown.
///
/// State: the number of the rung, and an entry per contender that was touched.
final class HalvingStrategy implements SearchStrategy {

    private static final String RUNG = "rung";
    // Drops told per proposal: each is an event of its own in the planner.
    private static final int MAX_DROPS = 200;

    private final Candidates candidates;
    private final StateEntries state;
    private final Schedule schedule;
    private final Field field;
    private final CaseOrder order;
    private final RungWork work = new RungWork();
    // Derived from the entries: those to be told as dropped.
    private final TreeSet<Contender> dropped = new TreeSet<>(
            Comparator.comparingInt((Contender one) -> one.level).thenComparingLong(one -> one.index));
    private int rung;
    private long asked;
    private boolean started;

    HalvingStrategy(SweepDefinition definition, Settings settings, Candidates candidates, StateEntries state) {
        this.candidates = candidates;
        this.state = state;
        this.order = new CaseOrder(definition.dataset().size(), definition.repeats(), settings.seed());
        this.field = new Field(definition, candidates, order, settings.seed(), state);
        this.schedule = Schedule.of(Math.max(1, field.all().size()), Math.max(1, order.runs()), settings.eta(),
                settings.minCases(), definition.budget().calls());
        // Who takes part when the budget does not give everybody the first runs: by lot.
        field.all()
                .stream()
                .sorted(Comparator.comparingLong(contender -> contender.order))
                .skip(schedule.rungs().getFirst().contenders())
                .forEach(contender -> contender.level = Contender.OUT);
        field.load();
        byte[] saved = state.get(RUNG);
        this.rung = saved == null ? 0 : ByteBuffer.wrap(saved).getInt();
        field.all().forEach(contender -> asked += contender.asked);
    }

    @Override
    public Candidates candidates() {
        return candidates;
    }

    @Override
    public OptionalLong planned(Steering steering) {
        start(steering);
        return OptionalLong.of(asked + work.owed() + schedule.after(rung));
    }

    @Override
    public void on(StrategyEvent event) {
        switch (event) {
            case StrategyEvent.Settled settled -> settle(settled);
            case StrategyEvent.Pruned pruned -> pruned.candidates().forEach(index -> prune(field.get(index)));
            case StrategyEvent.Unpruned unpruned -> unpruned.candidates().forEach(index -> unprune(field.get(index)));
            case StrategyEvent.Pinned _ -> {
                // looked up when runs are proposed
            }
            case StrategyEvent.Unpinned unpinned -> unpinned.candidates()
                    .stream()
                    .map(field::get)
                    .filter(this::isDropped)
                    .forEach(dropped::add);
        }
    }

    private void settle(StrategyEvent.Settled settled) {
        Contender contender = field.settle(settled.candidate(), settled.result());
        field.save(contender);
        if (started && isClimbing(contender) && contender.ended == target()) {
            work.finished();
        }
    }

    private void prune(Contender contender) {
        if (started && isClimbing(contender)) {
            work.leave(contender, target());
        }
        contender.isPruned = true;
    }

    private void unprune(Contender contender) {
        contender.isPruned = false;
        dropped.remove(contender);
        if (contender.level < rung) {
            contender.level = rung;
            contender.droppedAt = 0;
            field.save(contender);
        }
        if (started) {
            work.join(contender, target());
        }
    }

    @Override
    public Proposal propose(Demand demand, Taker taker) {
        start(demand.steering());
        if (order.runs() == 0) {
            return Proposal.EXHAUSTED;
        }
        climb(demand.at());
        return new Proposal(take(demand, counting(taker)), drops(demand.steering()));
    }

    @Override
    public Optional<SearchVerdict> verdict(Steering steering) {
        start(steering);
        boolean over = rung == schedule.last() && work.unfinished() == 0;
        boolean complete = target() == order.runs();
        Outlook outlook = !over
                ? new Outlook(Decision.GOES_ON, "Rung " + (rung + 1) + " of " + schedule.rungs().size() + ": "
                        + work.unfinished() + " candidates have runs to make.", List.of())
                : new Outlook(complete ? Decision.ALL_EVALUATED : Decision.BUDGET_USED, complete
                        ? "The candidates on the last rung are evaluated on every case."
                        : "The rungs that the budget allows are climbed; a larger budget at launch would allow longer ones.",
                        List.of());
        return Optional.of(new Ranked(field, order.cases())
                .verdict(Comparator.comparingInt(one -> -one.level), outlook, this::reason));
    }

    private Taker counting(Taker taker) {
        return (candidate, caseIndex, repeat) -> {
            if (!taker.take(candidate, caseIndex, repeat)) {
                return false;
            }
            Contender contender = field.get(candidate);
            asked++;
            if (isClimbing(contender) && contender.asked < target()) {
                work.taken();
            }
            return true;
        };
    }

    private Proposal.Outlook take(Demand demand, Taker taker) {
        if (!field.takePinned(demand.lane(), demand.steering(), taker)) {
            return Proposal.Outlook.MORE;
        }
        for (Contender next = work.next(demand.lane()); next != null; next = work.next(demand.lane())) {
            if (!field.take(next, target(), taker)) {
                return Proposal.Outlook.MORE;
            }
            work.asked(next);
        }
        return rung == schedule.last() || !work.isClimbed(demand.lane())
                ? Proposal.Outlook.EXHAUSTED
                : Proposal.Outlook.WAITING;
    }

    /// Goes up for as long as rungs are complete: when contenders left, that may be more than one.
    private void climb(long now) {
        while (rung < schedule.last() && work.unfinished() == 0) {
            List<Contender> alive = new ArrayList<>(field.all().stream().filter(this::isClimbing).toList());
            if (alive.isEmpty()) {
                return;
            }
            alive.sort(field.ranking());
            int keep = Math.min(alive.size(), schedule.rungs().get(rung + 1).contenders());
            rung++;
            state.put(RUNG, ByteBuffer.allocate(Integer.BYTES).putInt(rung).array());
            alive.subList(0, keep).forEach(one -> {
                one.level = rung;
                field.save(one);
            });
            alive.subList(keep, alive.size()).forEach(one -> {
                one.droppedAt = Math.max(1, now);
                field.save(one);
                dropped.add(one);
            });
            joinAll();
        }
    }

    private List<Proposal.Prune> drops(Steering steering) {
        List<Proposal.Prune> drops = new ArrayList<>();
        while (!dropped.isEmpty() && drops.size() < MAX_DROPS) {
            Contender one = dropped.removeFirst();
            if (!steering.isPruned(one.index) && !steering.pinned().contains(one.index)) {
                drops.add(new Proposal.Prune(one.index, reason(one)));
            }
        }
        return drops;
    }

    private String reason(Contender one) {
        Schedule.Rung left = schedule.rungs().get(one.level);
        return "not among the best " + schedule.rungs().get(one.level + 1).contenders() + " of " + left.contenders()
                + " candidates after " + left.runs() + " runs each";
    }

    private void start(Steering steering) {
        if (!started) {
            field.steer(steering);
            started = true;
            joinAll();
            field.all().stream().filter(this::isDropped).forEach(dropped::add);
        }
    }

    private void joinAll() {
        work.clear();
        field.all().stream().filter(this::isClimbing).forEach(one -> work.join(one, target()));
    }

    private boolean isClimbing(Contender contender) {
        return contender.level == rung && !contender.isPruned;
    }

    private boolean isDropped(Contender contender) {
        return contender.droppedAt > 0 && contender.level < rung && !contender.isPruned;
    }

    private int target() {
        return schedule.rungs().get(rung).runs();
    }
}
