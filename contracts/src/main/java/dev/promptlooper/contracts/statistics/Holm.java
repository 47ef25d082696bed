package dev.promptlooper.contracts.statistics;

import java.util.Arrays;
import java.util.Comparator;

/// Holm's step-down correction (1979): with it, the chance that any of several true null hypotheses is rejected stays below the
/// level, whatever their dependence.
public final class Holm {

    private Holm() {}

    /// Adjusted p-values in the order given; NaN stays NaN and does not count as a hypothesis.
    public static double[] adjust(double... p) {
        Integer[] order = new Integer[p.length];
        Arrays.setAll(order, i -> i);
        // NaN sorts last.
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> p[i]));
        int hypotheses = (int) Arrays.stream(p).filter(value -> !Double.isNaN(value)).count();
        double[] adjusted = p.clone();
        double largest = 0;
        for (int step = 0; step < hypotheses; step++) {
            largest = Math.max(largest, Math.min(1, p[order[step]] * (hypotheses - step)));
            adjusted[order[step]] = largest;
        }
        return adjusted;
    }
}
