package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.Run;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Score;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Point;
import dev.promptlooper.producer.space.Seeded;
import dev.promptlooper.producer.strategy.Demand;
import dev.promptlooper.producer.strategy.Proposal;
import dev.promptlooper.producer.strategy.SearchStrategy;
import dev.promptlooper.producer.strategy.SearchVerdict;
import dev.promptlooper.producer.strategy.StrategyEvent;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// One sweep over recorded results, driven as the planner drives it: every lane is asked when an eighth of its window is free,
/// what a strategy prunes is pruned, a run is reserved against the budget before it counts, results come back in the order in
/// which they end, which is not the order of asking. A call takes 0.5 to 1.5 seconds, drawn by the seed. Deterministic.
/// Not thread-safe; used once.
final class Replay {

    private static final Usage USAGE = new Usage(300, 100, false);
    private static final long MEAN_MS = 1_000;
    // A billionth of a dollar, as in the planner's books.
    private static final double ROUNDING = 1e-9;

    private final SweepDefinition definition;
    private final SearchStrategy strategy;
    private final int[] rowOf;
    private final Results results;
    private final Window window;
    private final Seeded random;
    private final SteeringBoard steering = new SteeringBoard();
    private final Tally tally;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final Map<Long, Candidate> candidates = new HashMap<>();
    private final PriorityQueue<Flight> flights = new PriorityQueue<>();
    private final List<Drop> drops = new ArrayList<>();
    private boolean searches;
    private long now;
    private long asked;
    private long settled;
    private double spent;
    private double reserved;

    /// @param rowOf candidate index → row of the results, -1 where the index is no candidate
    Replay(SweepDefinition definition, SearchStrategy strategy, int[] rowOf, Results results, Window window,
            long seed) {
        this.definition = definition;
        this.strategy = strategy;
        this.rowOf = rowOf;
        this.results = results;
        this.window = window;
        this.random = new Seeded(~seed); // another stream than the draw's
        this.tally = new Tally(rowOf.length, Math.toIntExact(definition.dataset().size() * definition.repeats()));
        definition.models().forEach(model -> lanes.computeIfAbsent(model.endpoint(), Lane::new));
    }

    /// How a replay ended.
    ///
    /// @param recommended  recorded row that the strategy would ship (where it says nothing: the highest mean among the
    ///                     candidates with the most results), -1 when nothing was scored
    /// @param calls        calls made
    /// @param usd          dollars spent
    /// @param drops        what was dropped on the way
    /// @param exhausted    true when the strategy ended by itself, false when the budget did
    /// @param verdict      what the strategy said at the end, or null when it says nothing
    record Outcome(int recommended, long calls, double usd, List<Drop> drops, boolean exhausted,
            @Nullable SearchVerdict verdict) {

        Outcome {
            drops = List.copyOf(drops);
        }
    }

    /// @param row   recorded row
    /// @param calls calls made when it was dropped
    record Drop(int row, long calls, String reason) {}

    /// Runs the sweep to its end.
    ///
    /// @throws IllegalStateException when the strategy breaks the contract: asks for a run twice, for what is no candidate, or waits
    ///                               for results while nothing is under way
    Outcome run() {
        strategy.planned(steering);
        searches = strategy.verdict(steering).isPresent();
        fill(true);
        while (!flights.isEmpty()) {
            Flight flight = flights.remove();
            now = Math.max(now, flight.endsAt());
            settle(flight);
            Lane lane = flight.lane();
            if (flights.isEmpty() || window.runs() - lane.outstanding >= window.refillAt()) {
                fill(flights.isEmpty());
            }
        }
        boolean exhausted = lanes.values().stream().allMatch(lane -> lane.exhausted);
        if (!exhausted && lanes.values().stream().noneMatch(lane -> lane.blocked)) {
            throw new IllegalStateException("strategy " + definition.strategy() + " waits for results while nothing is "
                    + "under way, after " + settled + " runs of " + definition.name());
        }
        SearchVerdict verdict = strategy.verdict(steering).orElse(null);
        Long named = verdict == null ? null : verdict.recommended();
        int recommended = named != null
                ? row(named)
                : verdict != null || tally.deepest() < 0 ? -1 : rowOf[tally.deepest()];
        return new Outcome(recommended, settled, spent, drops, exhausted, verdict);
    }

    /// Asks the lanes; when nothing is under way, until nobody takes anything any more (what one lane does may open another).
    private void fill(boolean idle) {
        boolean again = true;
        while (again) {
            long before = asked + drops.size();
            lanes.values().forEach(this::refill);
            again = idle && flights.isEmpty() && asked + drops.size() > before;
        }
    }

    private void refill(Lane lane) {
        lane.exhausted &= !searches; // as in the planner: any result can unsettle a search
        int slots = window.runs() - lane.outstanding;
        if (lane.exhausted || slots <= 0) {
            return;
        }
        lane.blocked = false;
        lane.slots = slots;
        Demand demand = new Demand(lane.name, slots, lane.outstanding, steering, left(), now);
        Proposal proposal = strategy.propose(demand, (candidate, caseIndex, repeat) -> take(lane, candidate, caseIndex,
                repeat));
        for (Proposal.Prune prune : proposal.prune()) {
            if (steering.prune(prune.candidate())) {
                drops.add(new Drop(row(prune.candidate()), settled, prune.reason()));
                strategy.planned(steering);
                strategy.on(new StrategyEvent.Pruned(List.of(prune.candidate())));
            }
        }
        lane.exhausted = proposal.outlook() == Proposal.Outlook.EXHAUSTED;
    }

    private boolean take(Lane lane, long index, long caseIndex, int repeat) {
        if (lane.slots == 0 || steering.isPruned(index)) {
            return false;
        }
        int row = row(index);
        Candidate candidate = candidates.computeIfAbsent(index, this::candidate);
        if (!candidate.endpoint().equals(lane.name)) {
            throw new IllegalStateException(
                    "candidate " + index + " was proposed for lane " + lane.name + ", it belongs to "
                            + candidate.endpoint());
        }
        double usd = results.usd(row);
        Long calls = definition.budget().calls();
        Double dollars = definition.budget().usd();
        if ((calls != null && asked + 1 > calls) || (dollars != null && spent + reserved + usd > dollars + ROUNDING)) {
            lane.blocked = true;
            lane.slots = 0;
            return false;
        }
        tally.ask((int) index, Math.toIntExact(repeat * definition.dataset().size() + caseIndex));
        asked++;
        reserved += usd;
        lane.outstanding++;
        lane.slots--;
        long endsAt = now + MEAN_MS / 2 + random.below(MEAN_MS);
        flights.add(new Flight(endsAt, asked, lane, candidate, (int) caseIndex, repeat, usd));
        return true;
    }

    private void settle(Flight flight) {
        Candidate candidate = flight.candidate();
        double score = results.score(row(candidate.index()), flight.caseIndex(), flight.repeat());
        settled++;
        reserved -= flight.usd();
        spent += flight.usd();
        flight.lane().outstanding--;
        tally.settle((int) candidate.index(), score);
        Run run = new Run(definition.sweepId(), candidate, "c" + flight.caseIndex(), flight.caseIndex(),
                flight.repeat());
        RunScored scored = new RunScored(RunScored.SCHEMA, run, "replay", RunScored.Status.DONE, AnswerSource.CALL,
                null, null, List.of(score(score)), USAGE, flight.usd(), flight.usd(), USAGE.totalTokens(), 1, MEAN_MS,
                1, Reservation.NONE, now);
        strategy.on(new StrategyEvent.Settled(candidate.index(), flight.caseIndex(), flight.repeat(), scored));
    }

    private static Score score(double value) {
        return Double.isNaN(value)
                ? new Score(RecordedSpace.METRIC, null, null, null, "not recorded")
                : new Score(RecordedSpace.METRIC, value, null, null, null);
    }

    private Demand.BudgetLeft left() {
        Double usd = definition.budget().usd();
        Long calls = definition.budget().calls();
        return new Demand.BudgetLeft(usd == null ? null : Math.max(0, usd - spent - reserved), null,
                calls == null ? null : Math.max(0, calls - asked), null);
    }

    private int row(long index) {
        if (index < 0 || index >= rowOf.length || rowOf[(int) index] < 0) {
            throw new IllegalStateException("candidate " + index + " is not in the space");
        }
        return rowOf[(int) index];
    }

    private Candidate candidate(long index) {
        Point point = strategy.candidates().at(index);
        ModelRef model = definition.models().get(point.model());
        return new Candidate("c" + index, index, definition.prompts().get(point.prompt()).name(), 0, model.endpoint(),
                model.model(), Map.of());
    }

    private static final class Lane {
        private final String name;
        private int outstanding;
        private int slots;
        private boolean exhausted;
        private boolean blocked;

        Lane(String name) {
            this.name = name;
        }
    }

    /// A run under way.
    private record Flight(long endsAt, long number, Lane lane, Candidate candidate, int caseIndex, int repeat,
            double usd) implements Comparable<Flight> {

        @Override
        public int compareTo(Flight other) {
            int byTime = Long.compare(endsAt, other.endsAt);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }
}
