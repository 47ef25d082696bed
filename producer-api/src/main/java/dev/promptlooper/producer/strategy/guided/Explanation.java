package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.event.Verdict.AxisEffect;
import dev.promptlooper.contracts.event.Verdict.Interaction;
import dev.promptlooper.contracts.event.Verdict.LevelEffect;
import dev.promptlooper.producer.space.Seeded;
import dev.promptlooper.producer.strategy.guided.model.Design;
import dev.promptlooper.producer.strategy.guided.model.Design.Group;
import dev.promptlooper.producer.strategy.guided.model.Draws;
import dev.promptlooper.producer.strategy.guided.model.Factor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the axes do, with intervals, from joint draws of the model: each level against the mean of all levels, and the pairs of
/// levels that deviate most from the sum of both. Differences are in units of the metric, larger is better.
final class Explanation {

    private static final int DRAWS = 200;
    private static final int MOST_PAIRS = 400;

    private final Search search;
    private final Beliefs beliefs;
    private final Design design;

    Explanation(Search search, Beliefs beliefs) {
        this.search = search;
        this.beliefs = beliefs;
        this.design = search.design;
    }

    private Draws draws() {
        return beliefs.posterior.draws(new Outcome.Gaussian(new Seeded(search.settings.seed() + 1))::next);
    }

    /// Most influential axis first.
    List<AxisEffect> effects() {
        List<Factor> factors = design.factors();
        double[][][] drawn = new double[factors.size()][][];
        for (int f = 0; f < drawn.length; f++) {
            drawn[f] = new double[factors.get(f).size()][DRAWS];
        }
        Draws draws = draws();
        for (int d = 0; d < DRAWS; d++) {
            draws.next();
            for (int f = 0; f < drawn.length; f++) {
                centred(draws, f, drawn[f], d);
            }
        }
        double total = total();
        List<AxisEffect> effects = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        for (int f = 0; f < drawn.length; f++) {
            int[] tried = tried(f);
            List<LevelEffect> levels = new ArrayList<>();
            double variance = 0;
            for (int level = 0; level < drawn[f].length; level++) {
                double[] sorted = drawn[f][level];
                double mean = Arrays.stream(sorted).average().orElse(0);
                Arrays.sort(sorted);
                variance += mean * mean / drawn[f].length;
                if (level < Verdict.LEVELS) {
                    levels.add(new LevelEffect(label(factors.get(f), level), mean * beliefs.width,
                            sorted[DRAWS / 40] * beliefs.width, sorted[DRAWS - 1 - DRAWS / 40] * beliefs.width,
                            tried[level]));
                }
            }
            double share = total <= 0 ? 0 : Math.min(1, variance / total);
            shares.add(share);
            effects.add(new AxisEffect(factors.get(f).name(), share, levels));
        }
        Integer[] order = new Integer[effects.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> -shares.get(i)));
        return Arrays.stream(order).limit(Verdict.AXES).map(effects::get).toList();
    }

    private static void centred(Draws draws, int f, double[][] into, int d) {
        int[] levels = new int[draws.factors()];
        double sum = 0;
        for (int level = 0; level < into.length; level++) {
            levels[f] = level;
            into[level][d] = draws.effect(f, levels);
            sum += into[level][d];
        }
        for (double[] level : into) {
            level[d] -= sum / into.length;
        }
    }

    private static String label(Factor factor, int level) {
        return factor.labels().get(level);
    }

    private int[] tried(int f) {
        int[] tried = new int[design.factors().get(f).size()];
        for (int slot = 0; slot < search.table.size(); slot++) {
            if (beliefs.scored[slot] > 0) {
                tried[search.table.levels[slot][f]]++;
            }
        }
        return tried;
    }

    /// Variance of what is believed of the candidates.
    private double total() {
        double mean = Arrays.stream(beliefs.mean).average().orElse(0);
        return Arrays.stream(beliefs.mean).map(value -> (value - mean) * (value - mean)).average().orElse(0);
    }

    /// Pairs of levels that were tried together, strongest first.
    List<Interaction> interactions() {
        Map<List<Integer>, double[]> pairs = new LinkedHashMap<>();
        List<int[]> levels = new ArrayList<>();
        for (int slot = 0; slot < search.table.size(); slot++) {
            if (beliefs.scored[slot] == 0) {
                continue;
            }
            int[] own = search.table.levels[slot];
            for (int g = design.factors().size(); g < design.groups().size() && pairs.size() < MOST_PAIRS; g++) {
                Group group = design.groups().get(g);
                if (pairs.putIfAbsent(List.of(g, own[group.first()], own[group.second()]), new double[DRAWS]) == null) {
                    levels.add(own);
                }
            }
        }
        Draws draws = draws();
        for (int d = 0; d < DRAWS; d++) {
            draws.next();
            int i = 0;
            for (Map.Entry<List<Integer>, double[]> pair : pairs.entrySet()) {
                pair.getValue()[d] = draws.effect(pair.getKey().getFirst(), levels.get(i++));
            }
        }
        List<Interaction> found = new ArrayList<>();
        pairs.forEach((key, values) -> {
            Group group = design.groups().get(key.get(0));
            double mean = Arrays.stream(values).average().orElse(0);
            Arrays.sort(values);
            found.add(interaction(group, key, mean, values[DRAWS / 40], values[DRAWS - 1 - DRAWS / 40]));
        });
        found.addAll(ownDeviations());
        found.sort(Comparator.comparingDouble(interaction -> -Math.abs(interaction.effect())));
        return found.stream().limit(Verdict.INTERACTIONS).toList();
    }

    private Interaction interaction(Group group, List<Integer> key, double mean, double low, double high) {
        Factor first = design.factors().get(group.first());
        Factor second = design.factors().get(group.second());
        return new Interaction(first.name(), label(first, key.get(1)), second.name(), label(second, key.get(2)),
                mean * beliefs.width, low * beliefs.width, high * beliefs.width);
    }

    /// With two axes a pair of levels is a candidate: what it does beyond its levels is its own deviation.
    private List<Interaction> ownDeviations() {
        List<Interaction> found = new ArrayList<>();
        if (design.factors().size() != 2) {
            return found;
        }
        double[] effects = new double[2];
        for (int slot = 0; slot < search.table.size(); slot++) {
            if (beliefs.scored[slot] > 0) {
                int[] own = search.table.levels[slot];
                beliefs.posterior.effects(own, effects);
                double beyond = beliefs.mean[slot] - effects[0];
                double half = 1.96 * Math.sqrt(beliefs.variance[slot]);
                found.add(interaction(new Group(0, 1, 0), List.of(0, own[0], own[1]), beyond, beyond - half,
                        beyond + half));
            }
        }
        return found;
    }
}
