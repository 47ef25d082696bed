package dev.promptlooper.projector.query.optimum;

import dev.promptlooper.contracts.statistics.StudentT;
import dev.promptlooper.projector.query.AsOf;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// What parameters do. Pure; made from sums per level.
///
/// @param candidates with a value
/// @param complete   of those, with every planned run
record Effects(String metric, long candidates, long complete, List<Factor> factors, Importance importance,
        AsOf asOf) {

    /// Complete candidates below which importance says nothing.
    static final long ENOUGH = 30;

    /// How importance is measured.
    static final String METHOD = "ε² of main effects (share of the variance between complete candidates, corrected for the number of levels)";

    /// @param kind   `category` or `number`
    /// @param binned whether levels are ranges of values
    record Factor(String name, String kind, @Nullable Boolean binned, List<Level> levels) {}

    /// @param label      for people
    /// @param value      where to draw it; of a bin, the middle
    /// @param from       of a bin
    /// @param to         of a bin
    /// @param candidates with a value
    /// @param low        95 % interval of the mean over candidates; absent below two
    record Level(String label, @Nullable Double value, @Nullable Double from, @Nullable Double to, long candidates,
            double mean, @Nullable Double low, @Nullable Double high, double min, double max) {}

    /// @param n      complete candidates
    /// @param hidden why there are no figures
    /// @param rest   interactions and noise
    record Importance(String method, long n, @Nullable String hidden, @Nullable List<Share> items,
            @Nullable Double rest) {}

    /// Of one factor, 0 to 1.
    record Share(String factor, double share) {}

    /// Sums over the candidates of one level (or over all).
    ///
    /// @param level    value, or number of the bin; null where it is not sent
    /// @param complete complete candidates
    /// @param completeMean mean of those; 0 without any
    /// @param completeVariance population variance of those; 0 without any
    record Sums(@Nullable String level, long candidates, double mean, double deviation, double min, double max,
            long complete, double completeMean, double completeVariance) {}

    static Factor factor(FactorSpace.Factor factor, List<Sums> levels) {
        List<Level> shown = new ArrayList<>(levels.stream().map(sums -> level(factor, sums)).toList());
        shown.sort(factor.numeric()
                ? Comparator.comparingDouble(level -> level.value() == null ? Double.NEGATIVE_INFINITY : level.value())
                : Comparator.comparing(Level::label));
        return new Factor(factor.name(), factor.numeric() ? "number" : "category", factor.bins() == null ? null : true,
                shown);
    }

    private static Level level(FactorSpace.Factor factor, Sums sums) {
        double half = sums.candidates() < 2
                ? Double.NaN
                : StudentT.quantile975(sums.candidates() - 1) * sums.deviation()
                        / Math.sqrt((double) sums.candidates());
        Double low = Double.isNaN(half) ? null : (Double) (sums.mean() - half);
        Double high = Double.isNaN(half) ? null : (Double) (sums.mean() + half);
        String level = sums.level();
        FactorSpace.Bins bins = factor.bins();
        if (level == null) {
            return new Level("(not sent)", null, null, null, sums.candidates(), sums.mean(), low, high, sums.min(),
                    sums.max());
        }
        if (bins != null) {
            int bin = Math.max(1, Integer.parseInt(level));
            double from = bins.edge(bin);
            double to = bins.edge(bin + 1);
            return new Level((float) from + " – " + (float) to, bins.middle(bin), from, to, sums.candidates(),
                    sums.mean(), low,
                    high, sums.min(), sums.max());
        }
        return new Level(level, factor.numeric() ? Double.valueOf(level) : null, null, null, sums.candidates(),
                sums.mean(), low,
                high, sums.min(), sums.max());
    }

    /// ε² = (SSB − (L − 1) · MSW) / SST of each factor alone (Kelley 1935), cut at 0: unlike η² it does not grow with the mere
    /// number of levels. For a complete grid this is the main effect of a functional analysis of variance.
    ///
    /// @param all    sums over all candidates
    /// @param levels factor → sums per level
    static Importance importance(Sums all, Map<String, List<Sums>> levels) {
        long n = all.complete();
        if (n < ENOUGH) {
            return new Importance(METHOD, n, n + " complete candidates; at least " + ENOUGH + " are needed", null,
                    null);
        }
        double total = n * all.completeVariance();
        if (!(total > 1e-18)) {
            return new Importance(METHOD, n, "all complete candidates have the same score", null, null);
        }
        List<Share> shares = new ArrayList<>();
        double explained = 0;
        for (Map.Entry<String, List<Sums>> factor : levels.entrySet()) {
            double between = 0;
            int count = 0;
            for (Sums level : factor.getValue()) {
                if (level.complete() > 0) {
                    double d = level.completeMean() - all.completeMean();
                    between += level.complete() * d * d;
                    count++;
                }
            }
            double withinMean = n > count ? Math.max(0, total - between) / (n - count) : 0;
            double share = Math.min(1, Math.max(0, (between - (count - 1) * withinMean) / total));
            explained += share;
            shares.add(new Share(factor.getKey(), share));
        }
        shares.sort(Comparator.comparingDouble(Share::share).reversed().thenComparing(Share::factor));
        return new Importance(METHOD, n, null, shares, Math.max(0, 1 - explained));
    }
}
