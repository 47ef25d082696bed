package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.SweepDefinition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Prints regrets while tuning: `Regret FOLDER SET SEEDS [key=value …]`.
final class Regret {

    private Regret() {}

    public static void main(String[] args) {
        java.nio.file.Path folder = java.nio.file.Path.of(args[0]);
        int seeds = Integer.parseInt(args[2]);
        Map<String, Object> params = new HashMap<>();
        params.put("epsilon", 0.0);
        int window = 16;
        for (int i = 3; i < args.length; i++) {
            String[] pair = args[i].split("=");
            if (pair[0].equals("window")) {
                window = Integer.parseInt(pair[1]);
            } else {
                params.put(pair[0], pair[1].matches("[-.0-9e]+") ? (Object) Double.valueOf(pair[1]) : pair[1]);
            }
        }
        List<Recorded> sets = switch (args[1]) {
            case "temperature" -> List.of(Recorded.temperature(folder));
            case "pooled" -> Recorded.reflection(folder).subList(0, 1);
            default -> Recorded.reflection(folder).subList(1, 12);
        };
        double[] shares = args[1].equals("pooled")
                ? new double[]{.01, .02}
                : new double[]{.05, .1, .2};
        List<double[]> all = new ArrayList<>();
        long start = System.nanoTime();
        for (Recorded set : sets) {
            List<double[]> regrets = new ArrayList<>();
            for (int seed = 0; seed < seeds; seed++) {
                regrets.add(run(set, params, seed, shares, window));
            }
            all.addAll(regrets);
            if (sets.size() > 1) {
                System.out.println(set.name + summary(regrets, shares));
            }
        }
        System.out.printf("%s %s%s  %.1f s%n", args[1], params, summary(all, shares),
                (System.nanoTime() - start) / 1e9);
    }

    static String summary(List<double[]> regrets, double[] shares) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < shares.length; i++) {
            double sum = 0;
            double squares = 0;
            for (double[] one : regrets) {
                sum += one[i];
                squares += one[i] * one[i];
            }
            double mean = sum / regrets.size();
            line.append(String.format("  %s%%: %.2f±%.2f", shares[i] * 100, mean,
                    Math.sqrt(Math.max(0, squares / regrets.size() - mean * mean) / regrets.size())));
        }
        return line.toString();
    }

    static double[] run(Recorded set, Map<String, Object> params, int seed, double[] shares, int window) {
        Recorded drawn = set.rows.getFirst().scores()[0].length > 1 ? set.drawn(seed) : set;
        Map<String, Object> own = new HashMap<>(params);
        own.put("seed", seed);
        long grid = (long) drawn.rows.size() * drawn.cases;
        double best = set.rows.stream().mapToDouble(Recorded.Row::truth).max().orElseThrow();
        Map<Recorded.Row, Double> truth = new java.util.IdentityHashMap<>();
        for (int i = 0; i < set.rows.size(); i++) {
            truth.put(drawn.rows.get(i), set.rows.get(i).truth());
        }
        double[] regrets = new double[shares.length];
        for (int i = 0; i < shares.length; i++) {
            long calls = Math.round(shares[i] * grid);
            SweepDefinition definition = drawn.definition(own, new Budget(null, null, calls, null));
            Replay replay = new Replay(definition, drawn, window, calls, Double.POSITIVE_INFINITY, seed);
            replay.play(null);
            Long chosen = replay.strategy.recommended(replay);
            regrets[i] = 100 * (best - (chosen == null ? 0 : truth.get(replay.row(chosen))));
        }
        return regrets;
    }
}
