package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.strategy.StateEntries;
import dev.promptlooper.producer.strategy.Steering;
import dev.promptlooper.producer.strategy.guided.GuidedState.Stop;
import dev.promptlooper.producer.strategy.guided.model.Design;
import dev.promptlooper.producer.strategy.guided.race.Bets;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The mind of a guided search: what was tried, what is believed, who is out, whether it is over. Not thread-safe.
final class Search {

    private static final int REFIT = 8;
    private static final int MOST_REFIT = 2_048;
    private static final int REFRESH = 16;
    private static final int ANCHORS = 10;
    private static final int GIVE_UP = 100;

    final GuidedSettings settings;
    final GuidedSpace space;
    final Walk walk;
    final Measure measure;
    final Design design;
    final GuidedState state;
    final Residency residency;
    final int block;
    final List<Long> start;
    final double candidates;
    private final Pool pool;
    private final Racing racing;
    private final int models;
    Table table;
    private @Nullable Beliefs beliefs;
    private int sinceFit;

    /// @param held most results that are held in the heap
    Search(SweepDefinition definition, GuidedSettings settings, GuidedSpace space, StateEntries entries, int held) {
        this.settings = settings;
        this.space = space;
        this.walk = new Walk(definition.dataset().size(), definition.repeats(), settings.population(), settings.seed());
        this.measure = new Measure(definition, settings);
        this.design = new Design(space.factors());
        this.residency = new Residency(held);
        this.state = new GuidedState(entries, design, measure.limits().size(),
                new Row.Shelf(entries, residency, walk.length()), measure::isOutside);
        this.models = definition.models().size();
        Integer wanted = settings.block();
        this.block = Math.max(1, Math.min(walk.length(), wanted != null ? wanted : walk.length() >= 500 ? 10 : 5));
        this.candidates = space.candidates().count().orElse(space.candidates().end());
        this.racing = new Racing(settings.population(), walk, measure);
        this.pool = new Pool(space, settings);
        Table first = new Table(pool.draw(0, List.of(), List.of()), space, new java.util.TreeMap<>());
        Long calls = definition.budget().calls();
        this.start = StartDesign.choose(first, space.factors(), calls == null ? Long.MAX_VALUE : calls / 2 / block,
                settings.seed());
        this.table = new Table(pool.draw(state.round, state.anchors, known()), space, state.tracks());
        for (Track track : state.tracks().values()) {
            sinceFit += track.freshCount();
        }
        this.beliefs = state.fits > 0 ? fit(false, false) : null;
    }

    private List<Long> known() {
        List<Long> known = new ArrayList<>(state.tracks().keySet());
        known.addAll(start);
        return known;
    }

    /// What is believed since the last fit; null before the first.
    @Nullable
    Beliefs beliefs() {
        return beliefs;
    }

    /// What would be believed if it were thought about now; changes nothing.
    Beliefs current() {
        Beliefs last = beliefs;
        return last != null && sinceFit == 0 && !state.rescored
                ? last
                : fit(true, false);
    }

    private Beliefs fit(boolean fresh, boolean learn) {
        return Beliefs.fit(table, walk, measure, design, state.hyper, fresh, learn, residency.budget());
    }

    Chances chances() {
        return new Chances(table, measure, settings.perDollar(), models);
    }

    Ranking ranking(Beliefs of) {
        return new Ranking(table, of, chances(), walk.length(), Math.min(2 * block, walk.length()));
    }

    /// Whether scores keep to the range that the bets stand on.
    boolean canRace() {
        return !state.outside || measure.isDeclared();
    }

    /// The largest value that a candidate can have, on the model's scale; infinite when scores do not keep to a range.
    double ceiling(Beliefs of) {
        return canRace() ? measure.most() / of.width : Double.POSITIVE_INFINITY;
    }

    /// Takes a result in.
    void settle(Track track, int position, float value) {
        boolean leaves = measure.isOutside(value) && !state.outside;
        state.outside |= leaves;
        boolean again = track.settle(position, value);
        if (again) {
            racing.forget();
            state.rescored = true;
        } else {
            sinceFit++;
        }
        if (again || leaves) {
            state.saveGlobal();
        }
    }

    /// Whether enough has come in to think again.
    boolean isFitDue(boolean idle) {
        int results = beliefs == null ? 0 : java.util.Arrays.stream(beliefs.scored).sum();
        int wanted = Math.clamp(Math.max(table.size() / 64, results / 64), REFIT, MOST_REFIT);
        return state.rescored || sinceFit >= wanted || (sinceFit > 0 && (idle || beliefs == null));
    }

    /// Learns from everything that is in, drops who is beaten, finds out whether it is over.
    void think(Steering steering, long now) {
        if (state.fits > 0 && state.fits % REFRESH == 0 && !pool.isListed()) {
            refresh();
        }
        Beliefs fitted = fit(true, true);
        beliefs = fitted;
        sinceFit = 0;
        Ranking ranking = ranking(fitted);
        int leader = ranking.leader(steering);
        if (leader >= 0) {
            drop(leader, steering, now);
        }
        if (state.stop == null) {
            state.stop = stop(fitted, ranking, leader, steering);
        }
        state.fitted();
    }

    private void refresh() {
        Beliefs old = beliefs;
        if (old == null) {
            return;
        }
        state.anchors = IntStream.range(0, table.size())
                .boxed()
                .sorted((a, b) -> Double.compare(old.mean[b], old.mean[a]))
                .limit(ANCHORS)
                .map(slot -> table.index[slot])
                .toList();
        state.round++;
        table = new Table(pool.draw(state.round, state.anchors, known()), space, state.tracks());
    }

    private void drop(int leader, Steering steering, long now) {
        Chances chances = chances();
        Track first = table.track(leader);
        double error = settings.delta() / Math.max(1, candidates);
        boolean race = first != null && canRace() && first.scored >= Math.min(2 * block, walk.length())
                && chances.feasible(leader) >= 0.95;
        for (int slot = 0; slot < table.size(); slot++) {
            Track track = table.track(slot);
            if (track == null || track.drop != null || track.kept || steering.isPruned(track.index)) {
                continue;
            }
            String broken = measure.limits().isEmpty()
                    ? null
                    : chances.brokenBeyondDoubt(track, error / measure.limits().size());
            if (broken != null) {
                out(track, now, Double.NaN, Double.NaN, "violates " + broken);
            } else if (race && first != null && slot != leader && track.scored > 0) {
                Bets bets = racing.against(first, track);
                if (bets.peak() >= -Math.log(error)) {
                    double lead = bets.difference() * measure.width();
                    out(track, now, lead, Math.exp(Math.min(bets.peak(), 700)),
                            "worse than candidate " + first.index + " beyond doubt: behind by " + Words.number(lead)
                                    + " over " + bets.pairs() + " common runs");
                }
            }
        }
    }

    private void out(Track track, long now, double lead, double evidence, String reason) {
        track.drop = new Track.Drop(++state.drops, now, track.scored, lead, evidence, reason, false);
        state.save(track);
    }

    private @Nullable Stop stop(Beliefs fitted, Ranking ranking, int leader, Steering steering) {
        if (leader < 0) {
            long ended = state.tracks().values().stream().mapToLong(track -> track.settled).sum();
            return ended >= Math.min(GIVE_UP, (double) start.size() * walk.length()) && isStarted(steering)
                    ? new Stop("none of " + ended + " runs had a score; look at their errors", List.of(), false)
                    : null;
        }
        if (settings.epsilon() == 0 || !isStarted(steering)
                || fitted.scored[leader] < Math.min(2 * block, walk.length())) {
            return null;
        }
        double doubt = Doubt.bound(fitted, table, ranking, leader, steering, settings.epsilon());
        if (doubt > settings.delta()) {
            return null;
        }
        return new Stop("candidate " + table.index[leader] + " is best, or within "
                + Words.number(settings.epsilon() * measure.width()) + " of the best, with a probability of at least "
                + Words.percent(1 - doubt)
                + " among the candidates considered: more runs would not change the decision",
                finish(ranking, leader, steering), true);
    }

    /// Leader and its two nearest rivals, when completing them takes no more than was spent.
    private List<Long> finish(Ranking ranking, int leader, Steering steering) {
        List<Integer> slots = new ArrayList<>();
        for (int slot = 0; slot < table.size(); slot++) {
            if (slot != leader && table.leased(slot) > 0 && ranking.isIn(slot, steering)) {
                slots.add(slot);
            }
        }
        slots.sort((a, b) -> ranking.isBetter(a, b) ? -1 : 1);
        slots = new ArrayList<>(slots.subList(0, Math.min(2, slots.size())));
        slots.addFirst(leader);
        long missing = slots.stream().mapToLong(slot -> walk.length() - table.leased(slot)).sum();
        long spent = state.tracks().values().stream().mapToLong(track -> track.leased).sum();
        return missing > spent ? List.of() : slots.stream().map(slot -> table.index[slot]).toList();
    }

    /// Whether every candidate of the start has had its first block, or is out.
    boolean isStarted(Steering steering) {
        for (long candidate : start) {
            Track track = state.tracks().get(candidate);
            boolean ended = track != null && (track.settled >= Math.min(block, walk.length()) || track.drop != null);
            if (!ended && !steering.isPruned(candidate)) {
                return false;
            }
        }
        return true;
    }
}
