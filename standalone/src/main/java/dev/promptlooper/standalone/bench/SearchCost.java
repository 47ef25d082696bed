package dev.promptlooper.standalone.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// What a search costs in throughput: the same number of runs at 500 at once, in a fixed order and chosen one block at a time from
/// four times as many. In turns, so that a slow moment of the machine meets both.
///
/// @param runs   per sweep
/// @param grid   seconds of each sweep in a fixed order
/// @param guided seconds of each guided sweep
record SearchCost(long runs, List<Double> grid, List<Double> guided) {

    private static final int ROUNDS = 3;
    private static final int CANDIDATES = 100;
    // With a search space of four times the budget, and nothing that makes the search stop by itself.
    private static final int FACTOR = 2;

    SearchCost {
        grid = List.copyOf(grid);
        guided = List.copyOf(guided);
    }

    static SearchCost measure(Bed bed, int runs) throws InterruptedException, IOException {
        int cases = Math.max(1, runs / CANDIDATES);
        long made = (long) cases * CANDIDATES;
        List<Double> grid = new java.util.ArrayList<>();
        List<Double> guided = new java.util.ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            bed.dataset("grid" + round, cases);
            double inOrder = seconds(bed, "grid" + round, CANDIDATES, made, Map.of());
            bed.dataset("guided" + round, (long) cases * FACTOR);
            double searched = seconds(bed, "guided" + round, CANDIDATES * FACTOR, made,
                    Map.of("strategy", Map.of("type", "guided", "seed", round, "epsilon", 0), "budget",
                            Map.of("calls", made)));
            // The first round warms up.
            if (round > 0) {
                grid.add(inOrder);
                guided.add(searched);
            }
        }
        return new SearchCost(made, grid, guided);
    }

    private static double seconds(Bed bed, String name, int candidates, long runs, Map<String, Object> more)
            throws InterruptedException {
        List<Double> temperatures = IntStream.range(0, candidates).mapToObj(n -> n / 100.0).toList();
        long startedAt = System.nanoTime();
        long[] settledAt = {0};
        bed.await(bed.launch(name, "slow500", temperatures, more), sweep -> {
            // The very last calls of a budget come one by one; what counts is the stream before them.
            if (settledAt[0] == 0 && sweep.path("totals").path("settled").asLong() >= runs * 9 / 10) {
                settledAt[0] = System.nanoTime();
            }
        });
        return (settledAt[0] - startedAt) / 1e9;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    /// Throughput of the search as a share of the fixed order's.
    double ratio() {
        return median(grid) / median(guided);
    }

    String remark() {
        return String.format(Locale.ROOT, "median of %d: %.2f s in order, %.2f s guided, for nine tenths of the runs",
                grid.size(), median(grid), median(guided));
    }
}
