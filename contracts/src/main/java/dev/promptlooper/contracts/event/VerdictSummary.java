package dev.promptlooper.contracts.event;

import dev.promptlooper.contracts.event.Verdict.Confidence;
import dev.promptlooper.contracts.event.Verdict.Difference;
import dev.promptlooper.contracts.event.Verdict.Gain;
import dev.promptlooper.contracts.event.Verdict.Method;
import dev.promptlooper.contracts.event.Verdict.Savings;
import dev.promptlooper.contracts.event.Verdict.Stage;
import dev.promptlooper.contracts.event.Verdict.Standing;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A verdict in sentences. Made once, where the verdict is made, so that command line, dashboard, MCP and topic say the same
/// words. Stateless.
public final class VerdictSummary {

    private static final int DIGITS = 3;
    // A lower bound below one percent is none.
    private static final double NOTHING = 0.01;
    private static final double NEARLY_SURE = 0.999;
    private static final String NO_LEADER = "Nothing is scored yet, so there is no recommendation.";

    private VerdictSummary() {}

    /// The sentences, most important first; never empty.
    ///
    /// @param verdict its own summary is not looked at
    public static List<String> of(Verdict verdict) {
        List<String> sentences = new ArrayList<>();
        sentences.add(recommendation(verdict));
        if (verdict.confidence() != null) {
            sentences.add(confidence(verdict.confidence()));
        }
        if (verdict.constraints() != null) {
            sentences.add(verdict.constraints().reason());
        }
        if (verdict.runnerUp() != null) {
            sentences.add(difference(verdict, "runner-up", verdict.runnerUp()));
        }
        if (verdict.baseline() != null) {
            sentences.add(difference(verdict, "baseline", verdict.baseline()));
        }
        sentences.add(savings(verdict.savings()));
        if (verdict.dropped().count() > 0) {
            sentences.add(counted(verdict.dropped().count(), "candidate was", "candidates were")
                    + " dropped on the way.");
        }
        sentences.add(verdict.outlook().reason());
        if (!verdict.outlook().gains().isEmpty()) {
            sentences.add(gain(verdict.outlook().gains().getLast()));
        }
        return sentences;
    }

    /// A candidate as one reads it: `terse@2, local/llama3.1:8b, temperature=0.4`.
    public static String name(Candidate candidate) {
        String prompt = candidate.promptVersion() == 0
                ? candidate.prompt()
                : candidate.prompt() + "@" + candidate.promptVersion();
        String params = candidate.params()
                .entrySet()
                .stream()
                .map((Map.Entry<String, Object> one) -> ", " + one.getKey() + "=" + one.getValue())
                .collect(Collectors.joining());
        return prompt + ", " + candidate.modelRef() + params;
    }

    private static String recommendation(Verdict verdict) {
        Long recommended = verdict.recommended();
        if (recommended == null) {
            return NO_LEADER;
        }
        String how = verdict.stage() == Stage.FINAL ? "Recommended: " : "Best so far: ";
        Standing standing = verdict.top()
                .stream()
                .filter(one -> one.candidate() == recommended)
                .findFirst()
                .orElse(null);
        return how + name(verdict, recommended) + (standing == null ? "" : measured(verdict.metric(), standing)) + ".";
    }

    private static String measured(String metric, Standing standing) {
        if (standing.mean() == null) {
            return "";
        }
        return "; " + metric + " " + number(standing.mean()) + range(standing.low(), standing.high()) + " over "
                + counted(standing.cases(), "case", "cases");
    }

    private static String confidence(Confidence confidence) {
        boolean bound = confidence.method() == Method.UNION_BOUND;
        String within = confidence.epsilon() == 0
                ? "It is the best"
                : "It is the best, or within " + number(confidence.epsilon()) + " of the best,";
        String how = switch (confidence.method()) {
            case MODEL -> " by the search's model";
            case EXACT -> " on these cases";
            case PAIRED_T, FINITE_T, BOOTSTRAP, CONFIDENCE_SEQUENCE, UNION_BOUND -> "";
        };
        if (bound && confidence.probability() < NOTHING) {
            return "These results cannot tell whether it is the best"
                    + (confidence.epsilon() == 0 ? "" : ", or within " + number(confidence.epsilon()) + " of the best")
                    + ".";
        }
        return within + " with a probability of " + bounded(bound, confidence.probability()) + how + ".";
    }

    private static String bounded(boolean bound, double probability) {
        String percent = percent(probability);
        return bound && probability < 1 && !percent.startsWith("more") ? "at least " + percent : percent;
    }

    private static String difference(Verdict verdict, String role, Difference difference) {
        String how = difference.difference() > 0 ? "Ahead of the " : difference.difference() < 0 ? "Behind the " : "";
        String lead = how.isEmpty()
                ? "Level with the " + role + ", " + name(verdict, difference.candidate())
                : how + role + ", " + name(verdict, difference.candidate()) + ", by "
                        + number(Math.abs(difference.difference()));
        Double low = difference.low();
        Double high = difference.high();
        String interval = low == null || high == null
                ? ""
                : " (" + percent(difference.level()) + " interval " + number(low) + " to " + number(high) + ")";
        return lead + interval
                + (difference.pairs() == 0
                        ? ""
                        : ", paired over " + counted(difference.pairs(), "case", "cases"))
                + ".";
    }

    private static String savings(Savings savings) {
        String calls = savings.gridRuns() == null
                ? counted(savings.calls(), "call", "calls")
                : grouped(savings.calls()) + " of " + counted(savings.gridRuns(), "call", "calls");
        String dollars = savings.gridUsd() == null
                ? savings.usd() > 0 ? ", " + dollars(savings.usd()) : ""
                : ", " + dollars(savings.usd()) + " of about " + dollars(savings.gridUsd());
        long known = savings.runs() - savings.calls();
        return calls + dollars
                + (known > 0 ? "; " + counted(known, "run", "runs") + " took no call (cached or failed)" : "") + ".";
    }

    private static String gain(Gain gain) {
        return counted(gain.calls(), "more call", "more calls")
                + (gain.usd() == null ? "" : " (about " + dollars(gain.usd()) + ")")
                + " would be expected to improve it by " + number(gain.improvement()) + ".";
    }

    private static String name(Verdict verdict, long index) {
        Candidate candidate = verdict.candidate(index);
        return candidate == null ? "candidate " + index : name(candidate);
    }

    private static String range(@Nullable Double low, @Nullable Double high) {
        return low == null || high == null ? "" : " (" + number(low) + " to " + number(high) + ")";
    }

    private static String counted(long count, String one, String many) {
        return grouped(count) + " " + (count == 1 ? one : many);
    }

    private static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /// Three significant digits.
    static String number(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : String.valueOf(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(DIGITS, RoundingMode.HALF_EVEN));
        BigDecimal plain = Math.abs(value) >= 100 ? new BigDecimal(value).setScale(0, RoundingMode.HALF_EVEN) : rounded;
        return plain.stripTrailingZeros().toPlainString();
    }

    private static String percent(double share) {
        if (share > NEARLY_SURE && share < 1) {
            return "more than 99.9 %";
        }
        double percent = Math.floor(share * 1000) / 10;
        return number(percent >= 99 ? percent : Math.floor(percent)) + " %";
    }

    private static String dollars(double usd) {
        if (usd >= 10) {
            return String.format(Locale.ROOT, "$%,.0f", usd);
        }
        return usd >= 0.1 || usd == 0 ? String.format(Locale.ROOT, "$%.2f", usd) : "$" + number(usd);
    }
}
