package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.event.Verdict.Confidence;
import dev.promptlooper.contracts.event.Verdict.ConstraintStatus;
import dev.promptlooper.contracts.event.Verdict.Decision;
import dev.promptlooper.contracts.event.Verdict.Difference;
import dev.promptlooper.contracts.event.Verdict.Drop;
import dev.promptlooper.contracts.event.Verdict.Dropped;
import dev.promptlooper.contracts.event.Verdict.Gain;
import dev.promptlooper.contracts.event.Verdict.Method;
import dev.promptlooper.contracts.event.Verdict.Outlook;
import dev.promptlooper.contracts.event.Verdict.Standing;
import dev.promptlooper.producer.strategy.SearchVerdict;
import dev.promptlooper.producer.strategy.Steering;
import dev.promptlooper.producer.strategy.guided.GuidedState.Stop;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The verdict of a search at this moment. Reads only.
final class Verdicts {

    private final Search search;
    private final Table table;
    private final Steering steering;
    private final Beliefs beliefs;
    private final Chances chances;
    private final Ranking ranking;
    private final Pairs pairs;

    private Verdicts(Search search, Beliefs beliefs, Steering steering) {
        this.search = search;
        this.table = search.table;
        this.steering = steering;
        this.beliefs = beliefs;
        this.chances = search.chances();
        this.ranking = search.ranking(beliefs);
        this.pairs = new Pairs(search.walk, search.settings.population(), search.measure.sign());
    }

    /// @param baseline index of the candidate to compare with, or null
    static SearchVerdict of(Search search, Steering steering, @Nullable Long baseline) {
        return new Verdicts(search, search.current(), steering).verdict(baseline);
    }

    private SearchVerdict verdict(@Nullable Long baseline) {
        int leader = ranking.leader(steering);
        if (leader < 0) {
            return new SearchVerdict(null, null, null, null, dropped(), nothing(), null, List.of(), List.of(),
                    List.of());
        }
        Outcome outcome = new Outcome(table, beliefs, ranking, chances, leader, steering,
                search.ceiling(beliefs), search.settings.seed());
        List<Integer> order = order(leader);
        Integer next = order.stream()
                .filter(slot -> slot != leader && ranking.isIn(slot, steering))
                .findFirst()
                .orElse(order.size() > 1 ? order.get(1) : null);
        Explanation explanation = new Explanation(search, beliefs);
        return new SearchVerdict(table.index[leader], confidence(outcome), next == null ? null : against(leader, next),
                baseline(leader, baseline), dropped(), outlook(leader, outcome), constraints(leader),
                standings(order, outcome), explanation.effects(), explanation.interactions());
    }

    /// Slots with a score, leader first, dropped ones last.
    private List<Integer> order(int leader) {
        List<Integer> order = new ArrayList<>();
        for (int slot = 0; slot < table.size(); slot++) {
            if (beliefs.scored[slot] > 0) {
                order.add(slot);
            }
        }
        order.sort((a, b) -> {
            if (a == leader || b == leader || a.equals(b)) {
                return Boolean.compare(b == leader, a == leader);
            }
            int in = Boolean.compare(ranking.isIn(b, steering), ranking.isIn(a, steering));
            return in != 0 ? in : ranking.isBetter(a, b) ? -1 : 1;
        });
        return order;
    }

    private Confidence confidence(Outcome outcome) {
        double epsilon = search.settings.epsilon();
        boolean exact = outcome.contenders().stream().allMatch(ranking::isComplete);
        return new Confidence(outcome.within(epsilon), epsilon * beliefs.width, exact ? Method.EXACT : Method.MODEL);
    }

    private Difference against(int leader, int other) {
        Track first = table.track(leader);
        Track second = table.track(other);
        return first == null || second == null
                ? Pairs.model(table.index[other], beliefs, leader, other)
                : pairs.difference(first, second, beliefs, leader, other);
    }

    private @Nullable Difference baseline(int leader, @Nullable Long baseline) {
        int slot = baseline == null ? -1 : table.slot(baseline);
        return slot < 0 || slot == leader ? null : against(leader, slot);
    }

    private Dropped dropped() {
        List<Track> out = new ArrayList<>();
        for (Track track : search.state.tracks().values()) {
            if (track.drop != null) {
                out.add(track);
            }
        }
        out.sort(Comparator.comparingLong(track -> track.drop == null ? 0 : -track.drop.order()));
        List<Drop> latest = new ArrayList<>();
        for (Track track : out.subList(0, Math.min(Verdict.DROPS, out.size()))) {
            Track.Drop drop = track.drop;
            if (drop != null) {
                latest.add(new Drop(track.index, drop.at(), drop.runs(),
                        Double.isNaN(drop.difference()) ? null : drop.difference(),
                        Double.isNaN(drop.evidence()) ? null : drop.evidence(), drop.reason()));
            }
        }
        return new Dropped(out.size(), latest);
    }

    private Outlook nothing() {
        Stop stop = search.state.stop;
        return stop == null
                ? new Outlook(Decision.GOES_ON, "no run has a score yet", List.of())
                : new Outlook(Decision.ALL_EVALUATED, stop.reason(), List.of());
    }

    private Outlook outlook(int leader, Outcome outcome) {
        Stop stop = search.state.stop;
        if (stop != null) {
            return new Outlook(stop.precise() ? Decision.PRECISION_REACHED : Decision.ALL_EVALUATED, stop.reason(),
                    List.of());
        }
        int open = 0;
        for (int slot = 0; slot < table.size(); slot++) {
            Track track = table.track(slot);
            boolean done = track != null && track.settled == search.walk.length();
            open += slot != leader && ranking.isIn(slot, steering) && !done ? 1 : 0;
        }
        Track first = table.track(leader);
        if (open == 0 && first != null && first.settled == search.walk.length()) {
            long dropped = search.state.tracks().values().stream().filter(track -> track.drop != null).count();
            return dropped == 0
                    ? new Outlook(Decision.ALL_EVALUATED, "every candidate was evaluated on every case", List.of())
                    : new Outlook(Decision.PRECISION_REACHED, "every rival of candidate " + table.index[leader]
                            + " is complete, or was dropped as worse beyond doubt", List.of());
        }
        return new Outlook(Decision.GOES_ON,
                Words.percent(1 - outcome.within(0)) + " probability that one of " + open
                        + " candidates that are still in is better; knowing everything would be worth "
                        + Words.number(outcome.regret() * beliefs.width),
                gains(outcome));
    }

    /// What a quarter more, as much again, and three times as much again would buy.
    private List<Gain> gains(Outcome outcome) {
        long spent = 0;
        for (Track track : search.state.tracks().values()) {
            spent += track.leased;
        }
        double price = chances.meanPrice();
        Prospect prospect = new Prospect(table, beliefs, outcome, search.walk.length(), search.settings.seed());
        List<Gain> gains = new ArrayList<>();
        for (long calls : new long[]{(spent + 3) / 4, spent, 3 * spent}) {
            long possible = Math.min(calls, prospect.possible());
            if (possible > 0 && (gains.isEmpty() || gains.getLast().calls() < possible)) {
                gains.add(new Gain(possible, Double.isNaN(price) ? null : possible * price,
                        prospect.gain(possible) * beliefs.width));
            }
        }
        return gains;
    }

    private @Nullable ConstraintStatus constraints(int leader) {
        if (search.measure.limits().isEmpty()) {
            return null;
        }
        long meeting = 0;
        long violating = 0;
        for (Track track : search.state.tracks().values()) {
            if (track.scored > 0) {
                boolean meets = chances.violated(track) == null;
                meeting += meets ? 1 : 0;
                violating += meets ? 0 : 1;
            }
        }
        Track first = table.track(leader);
        String violated = first == null ? null : chances.violated(first);
        String reason = meeting == 0
                ? "no candidate that was tried meets the constraints; candidate " + table.index[leader]
                        + " comes nearest: " + violated
                : violated == null
                        ? "candidate " + table.index[leader] + " meets all constraints on its runs so far"
                        : "candidate " + table.index[leader] + " violates " + violated + " on its runs so far";
        return new ConstraintStatus(meeting, violating, violated == null, chances.feasible(leader), reason);
    }

    private List<Standing> standings(List<Integer> order, Outcome outcome) {
        List<Standing> standings = new ArrayList<>();
        double sign = search.measure.sign();
        for (int slot : order.subList(0, Math.min(Verdict.TOP, order.size()))) {
            Track track = table.track(slot);
            if (track == null) {
                continue;
            }
            Pairs.Estimate raw = pairs.mean(track);
            double mean = sign * beliefs.mean[slot] * beliefs.width;
            double half = 1.96 * Math.sqrt(beliefs.variance[slot]) * beliefs.width;
            standings.add(new Standing(table.index[slot], standings.size() + 1, raw.runs(), raw.cases(),
                    number(raw.mean()), number(raw.low()), number(raw.high()), mean, mean - half, mean + half,
                    outcome.best(slot), chances.violated(track) == null, track.drop != null));
        }
        return standings;
    }

    private static @Nullable Double number(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
