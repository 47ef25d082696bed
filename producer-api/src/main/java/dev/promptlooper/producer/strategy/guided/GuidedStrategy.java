package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.strategy.Demand;
import dev.promptlooper.producer.strategy.Proposal;
import dev.promptlooper.producer.strategy.Proposal.Outlook;
import dev.promptlooper.producer.strategy.Proposal.Prune;
import dev.promptlooper.producer.strategy.SearchStrategy;
import dev.promptlooper.producer.strategy.SearchVerdict;
import dev.promptlooper.producer.strategy.StateEntries;
import dev.promptlooper.producer.strategy.Steering;
import dev.promptlooper.producer.strategy.StrategyEvent;
import dev.promptlooper.producer.strategy.Taker;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Gives candidates a few cases at a time, thinks whenever enough results are in, and never waits for a round to finish.
final class GuidedStrategy implements SearchStrategy {

    private final Search search;
    private final Picker picker;
    private final int[] positions;
    private final @Nullable Long baseline;

    /// @param held most results that are held in the heap
    GuidedStrategy(SweepDefinition definition, GuidedSettings settings, GuidedSpace space, StateEntries state,
            int held) {
        this.search = new Search(definition, settings, space, state, held);
        this.picker = new Picker(search, definition);
        this.positions = search.walk.positions();
        this.baseline = space.find(settings.baseline());
    }

    @Override
    public Candidates candidates() {
        return search.space.candidates();
    }

    @Override
    public OptionalLong planned(Steering steering) {
        return OptionalLong.empty();
    }

    @Override
    public void on(StrategyEvent event) {
        switch (event) {
            case StrategyEvent.Settled settled -> settled(settled);
            case StrategyEvent.Unpruned unpruned -> unpruned.candidates().forEach(this::takeBack);
            case StrategyEvent.Pruned _,StrategyEvent.Pinned _,StrategyEvent.Unpinned _ -> {
                // Steering is looked up when runs are proposed.
            }
        }
    }

    private void settled(StrategyEvent.Settled settled) {
        Track track = search.state.tracks().get(settled.candidate());
        long run = settled.caseIndex() + (long) settled.repeat() * search.walk.cases();
        if (track == null || run < 0 || run >= positions.length || positions[(int) run] >= track.leased) {
            return; // nothing that this search has asked for
        }
        int position = positions[(int) run];
        RunScored result = settled.result();
        if (Float.isNaN(track.cell(position))) {
            account(track, result);
        }
        search.settle(track, position, search.measure.value(result));
        search.state.save(track);
    }

    private void account(Track track, RunScored result) {
        Double price = result.costUsd();
        if (price != null && Double.isFinite(price)) {
            track.cost += price;
            track.priced++;
        }
        for (int i = 0; i < search.measure.limits().size(); i++) {
            double value = search.measure.limited(i, result);
            if (Double.isFinite(value)) {
                track.limits[3 * i]++;
                track.limits[3 * i + 1] += value;
                track.limits[3 * i + 2] += value * value;
            }
        }
    }

    private void takeBack(long candidate) {
        Track track = search.state.tracks().get(candidate);
        if (track != null && track.drop != null) {
            track.drop = null;
            track.kept = true;
            search.state.save(track);
        }
    }

    @Override
    public Proposal propose(Demand demand, Taker taker) {
        int lane = picker.lane(demand.lane());
        if (lane < 0 || search.walk.length() == 0) {
            return Proposal.EXHAUSTED;
        }
        if (search.isFitDue(isIdle())) {
            search.think(demand.steering(), demand.at());
        }
        picker.prepare(demand.steering());
        Outlook outlook = take(lane, demand, taker);
        return new Proposal(outlook, told(demand.steering()));
    }

    /// Whether nothing is under way: nothing will come in that would be worth waiting for.
    private boolean isIdle() {
        for (Track track : search.state.tracks().values()) {
            if (track.settled < track.leased) {
                return false;
            }
        }
        return true;
    }

    private Outlook take(int lane, Demand demand, Taker taker) {
        while (true) {
            int slot = picker.pick(lane, demand);
            if (slot < 0) {
                return search.state.stop == null && picker.isOpenLane(lane)
                        ? Outlook.WAITING
                        : Outlook.EXHAUSTED;
            }
            if (!give(slot, taker)) {
                return Outlook.MORE;
            }
        }
    }

    /// Asks for the rest of a block.
    ///
    /// @return false when the taker refused
    private boolean give(int slot, Taker taker) {
        Track track = search.state.track(search.table.index[slot]);
        search.table.set(slot, track);
        int before = track.leased;
        int to = Math.min(search.walk.length(), (before / search.block + 1) * search.block);
        boolean taken = true;
        while (taken && track.leased < to) {
            taken = taker.take(track.index, search.walk.caseAt(track.leased), search.walk.repeatAt(track.leased));
            if (taken) {
                track.lease();
            }
        }
        if (track.leased > before) {
            search.state.save(track);
            picker.given(slot);
        }
        return taken;
    }

    @Override
    public Optional<SearchVerdict> verdict(Steering steering) {
        return Optional.of(Verdicts.of(search, steering, baseline));
    }

    /// The candidate that would be recommended now, or null.
    @Nullable
    Long recommended(Steering steering) {
        int leader = search.ranking(search.current()).leader(steering);
        return leader < 0 ? null : search.table.index[leader];
    }

    /// Results that are held in the heap now.
    long held() {
        return search.residency.held();
    }

    /// Candidates that were dropped and the planner does not know yet.
    private List<Prune> told(Steering steering) {
        List<Prune> prune = new ArrayList<>();
        for (Track track : search.state.tracks().values()) {
            Track.Drop drop = track.drop;
            if (drop != null && !drop.told() && !steering.pinned().contains(track.index)) {
                prune.add(new Prune(track.index, drop.reason()));
                track.drop = drop.asTold();
                search.state.save(track);
            }
        }
        return prune;
    }
}
