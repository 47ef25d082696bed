package dev.promptlooper.projector.query.compare;

import dev.promptlooper.contracts.statistics.Holm;
import dev.promptlooper.contracts.statistics.PairedDifference;
import dev.promptlooper.projector.query.Results;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A paired difference as clients see it; what does not exist is absent.
///
/// @param key        which candidate; absent outside of comparisons
/// @param n          cases that both have finished
/// @param baseMean   of the base over these cases
/// @param mean       of the candidate over these cases
/// @param difference mean − baseMean
/// @param low        lower end of its 95 % interval
/// @param high       upper end
/// @param interval   `t` or `bootstrap` (for a source that the cases are a sample of), `finite-t` or `exact` (for exactly these cases)
/// @param p          two-sided
/// @param pAdjusted  Holm's, over the comparisons of one metric
/// @param test       `t`, `permutation` or `mcnemar`
/// @param wins       cases in which the candidate is better
/// @param ties       cases without a difference
/// @param losses     cases in which it is worse
/// @param verdict    `better`, `worse` or `undecided`
public record PairedView(@Nullable String key, long n, @Nullable Double baseMean, @Nullable Double mean,
        @Nullable Double difference, @Nullable Double low, @Nullable Double high, @Nullable String interval,
        @Nullable Double p, @Nullable Double pAdjusted, @Nullable String test, long wins, long ties, long losses,
        String verdict) {

    /// All comparisons of one metric with one base, corrected together.
    ///
    /// @param keys one per finding; null where there is no key to show
    public static List<PairedView> of(List<? extends @Nullable String> keys, List<Pairs.Finding> findings) {
        double[] adjusted = Holm.adjust(findings.stream().mapToDouble(finding -> finding.paired().p()).toArray());
        List<PairedView> views = new ArrayList<>();
        for (int i = 0; i < findings.size(); i++) {
            views.add(of(keys.get(i), findings.get(i), adjusted[i]));
        }
        return views;
    }

    private static PairedView of(@Nullable String key, Pairs.Finding finding, double adjusted) {
        PairedDifference paired = finding.paired();
        String verdict = !paired.isDecided(adjusted)
                ? "undecided"
                : paired.difference() > 0 == finding.maximize() ? "better" : "worse";
        return new PairedView(key, paired.n(), finding.baseMean(), finding.mean(),
                Results.doubleOrNull(paired.difference()),
                Results.doubleOrNull(paired.low()), Results.doubleOrNull(paired.high()), word(paired.interval()),
                Results.doubleOrNull(paired.p()),
                Results.doubleOrNull(adjusted), word(paired.test()),
                finding.maximize() ? finding.larger() : finding.smaller(),
                paired.n() - finding.larger() - finding.smaller(),
                finding.maximize() ? finding.smaller() : finding.larger(), verdict);
    }

    private static @Nullable String word(@Nullable Enum<?> constant) {
        return constant == null ? null : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
