package dev.promptlooper.contracts.event;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Topic `verdict` (compacted), key = sweepId. What a sweep has found out so far, and how sure that is: the one record to read
/// for "which candidate do I ship". Emitted at most once a second and only when it changed, and once more when the sweep comes
/// to rest. Candidates are named by their index; [#candidates] has each of them once.
///
/// All scores, differences and intervals are in the unit of the objective's metric (a share for pass/fail scorers, dollars for
/// `cost-per-run-usd`, milliseconds for `latency-ms`). Differences and effects are turned so that *larger is better* whatever
/// the objective's direction. Intervals are 95 % unless their record says otherwise.
///
/// @param schema       record version, currently 1
/// @param sweepId      the sweep
/// @param revision     grows with each emission of a sweep; the larger one counts
/// @param asOf         epoch milliseconds
/// @param stage        whether it can still change by itself
/// @param strategy     type of the strategy (`guided`, `grid`, …)
/// @param metric       the objective in words: a metric's name, or `weighted-sum`
/// @param maximize     whether larger scores are better
/// @param summary      the verdict in sentences for people, most important first; at least one
/// @param recommended  index of the candidate to ship; null while nothing is scored
/// @param confidence   how sure that is; null while it cannot be said
/// @param runnerUp     against the next best; null below two scored candidates
/// @param baseline     against the candidate that was named as the baseline; null when none is named or it is the recommended one
/// @param savings      what was spent, against what the full grid would take
/// @param dropped      candidates that were given up on the way
/// @param outlook      why the search goes on or stopped, and what more budget would buy
/// @param constraints  where the objective's constraints stand; null when it has none
/// @param top          the best, best first; at most [#TOP]
/// @param effects      what each axis does; at most [#AXES], most influential first
/// @param interactions pairs of values that do more together than each alone; at most [#INTERACTIONS], strongest first
/// @param candidates   every candidate that is mentioned above, ascending by index
public record Verdict(int schema, String sweepId, long revision, long asOf, Stage stage, String strategy, String metric,
        boolean maximize, List<String> summary, @Nullable Long recommended, @Nullable Confidence confidence,
        @Nullable Difference runnerUp, @Nullable Difference baseline, Savings savings, Dropped dropped, Outlook outlook,
        @Nullable ConstraintStatus constraints, List<Standing> top, List<AxisEffect> effects,
        List<Interaction> interactions, List<Candidate> candidates) {

    public static final int SCHEMA = 1;

    /// Most rows in [#top].
    public static final int TOP = 20;
    /// Most rows in [Dropped#latest].
    public static final int DROPS = 20;
    /// Most axes in [#effects].
    public static final int AXES = 20;
    /// Most levels of an axis in [AxisEffect#levels].
    public static final int LEVELS = 20;
    /// Most rows in [#interactions].
    public static final int INTERACTIONS = 10;
    /// Most rows in [Outlook#gains].
    public static final int GAINS = 3;

    public Verdict {
        summary = List.copyOf(summary);
        top = List.copyOf(top);
        effects = List.copyOf(effects);
        interactions = List.copyOf(interactions);
        candidates = List.copyOf(candidates);
    }

    /// The same verdict with its sentences.
    public Verdict withSummary(List<String> sentences) {
        return new Verdict(schema, sweepId, revision, asOf, stage, strategy, metric, maximize, sentences, recommended,
                confidence, runnerUp, baseline, savings, dropped, outlook, constraints, top, effects, interactions,
                candidates);
    }

    /// The candidate with an index, as far as it is mentioned.
    public @Nullable Candidate candidate(long index) {
        return candidates.stream().filter(candidate -> candidate.index() == index).findFirst().orElse(null);
    }

    /// Whether a verdict can still change.
    public enum Stage {
        /// The sweep runs, or is paused, or its last runs are on their way.
        RUNNING,
        /// Nothing is under way and nothing will be without a command (a larger budget, say).
        FINAL
    }

    /// Where a probability or an interval comes from.
    public enum Method {
        /// The search's model of all candidates: uses what neighbours say, is right as far as the model fits.
        MODEL,
        /// Student's t over the differences per case, each case once, for a source that the cases are a sample of; right at one fixed
        /// moment.
        PAIRED_T,
        /// The same for exactly these cases: narrower, and nothing when all are evaluated.
        FINITE_T,
        /// A BCa bootstrap over fewer than 30 differences, for a source that the cases are a sample of.
        BOOTSTRAP,
        /// A betting confidence sequence over the differences per case: right however often one looks.
        CONFIDENCE_SEQUENCE,
        /// One minus the summed probabilities that a rival is better: a lower bound.
        UNION_BOUND,
        /// Everything was evaluated: exact for the cases of this dataset.
        EXACT
    }

    /// Why the sweep goes on or has stopped.
    public enum Decision {
        /// More runs may change the recommendation.
        GOES_ON,
        /// The remaining doubt cannot change the decision by more than epsilon: the search stopped by itself.
        PRECISION_REACHED,
        /// Every candidate that is still in was evaluated on every case.
        ALL_EVALUATED,
        /// The budget covers no further run.
        BUDGET_USED,
        /// Paused by somebody.
        PAUSED,
        /// Cancelled by somebody.
        CANCELLED,
        /// The sweep failed.
        FAILED
    }

    /// How sure it is that the recommended candidate is the one to ship.
    ///
    /// @param probability that its true value is best, or worse than the best by at most [#epsilon]; 0 to 1
    /// @param epsilon     difference that does not matter, in units of the metric; 0 or more
    /// @param method      where the probability comes from; for [Method#UNION_BOUND] the true one is at least as large
    public record Confidence(double probability, double epsilon, Method method) {

        public Confidence {
            if (!(probability >= 0 && probability <= 1) || !(epsilon >= 0)) {
                throw new IllegalArgumentException("a probability is from 0 to 1 and epsilon 0 or more, was "
                        + probability + " and " + epsilon);
            }
        }
    }

    /// The recommended candidate against another one, over the cases that both have answered.
    ///
    /// @param candidate  index of the other one
    /// @param difference mean difference per case, positive when the recommended one is better
    /// @param low        lower end of the interval; null below two pairs
    /// @param high       upper end of the interval; null below two pairs
    /// @param level      coverage of the interval, for example 0.95
    /// @param pairs      cases with a score of both; 0 when the difference is the model's alone
    /// @param method     where difference and interval come from
    public record Difference(long candidate, double difference, @Nullable Double low, @Nullable Double high,
            double level, long pairs, Method method) {}

    /// What was spent, and what evaluating every candidate on every case and repeat would take.
    ///
    /// @param runs      runs that ended, however they were answered
    /// @param calls     calls that were paid
    /// @param usd       dollars that were paid
    /// @param gridRuns  runs of the full grid; null when there are too many to count
    /// @param gridUsd   about what the full grid would cost, from the mean price of each model's answers so far; null while no
    ///                  priced answer was seen, or the grid cannot be counted
    public record Savings(long runs, long calls, double usd, @Nullable Long gridRuns, @Nullable Double gridUsd) {}

    /// Candidates that get no more runs because they cannot win, or because somebody pruned them.
    ///
    /// @param count  how many
    /// @param latest the most recently dropped, newest first; at most [Verdict#DROPS]
    public record Dropped(long count, List<Drop> latest) {

        public static final Dropped NONE = new Dropped(0, List.of());

        public Dropped {
            latest = List.copyOf(latest);
        }
    }

    /// @param candidate  index
    /// @param at         epoch milliseconds
    /// @param runs       its runs that had a score by then
    /// @param difference the leader's lead over it by then, in units of the metric; null when it was not that
    /// @param evidence   e-value against "it is as good as the leader": the odds at which one would have bet; null when it was
    ///                   dropped for another reason
    /// @param reason     one sentence for people
    public record Drop(long candidate, long at, long runs, @Nullable Double difference, @Nullable Double evidence,
            String reason) {}

    /// @param decision what is decided
    /// @param reason   the same as one sentence for people
    /// @param gains    what more budget would buy, smallest first; at most [Verdict#GAINS], empty when nothing or unknown
    public record Outlook(Decision decision, String reason, List<Gain> gains) {

        public Outlook {
            gains = List.copyOf(gains);
        }
    }

    /// @param calls       further calls
    /// @param usd         about what they cost; null without prices
    /// @param improvement by how much the recommended candidate's true value is expected to rise, in units of the metric
    public record Gain(long calls, @Nullable Double usd, double improvement) {}

    /// Constraints of the objective, on the means so far.
    ///
    /// @param meeting       candidates with a scored run that meet all of them
    /// @param violating     candidates with a scored run that violate one
    /// @param recommendedMeets whether the recommended one meets all of them; when nobody does, it is the best there is
    /// @param probability   that the recommended one meets all of them; null when it is not known
    /// @param reason        one sentence for people; says so when nobody meets them
    public record ConstraintStatus(long meeting, long violating, boolean recommendedMeets, @Nullable Double probability,
            String reason) {}

    /// One candidate: what was measured, next to what the search believes.
    ///
    /// @param candidate   index
    /// @param rank        1-based
    /// @param n           runs with a score
    /// @param cases       distinct cases among those
    /// @param mean        mean score (per case, then over cases); null while nothing is scored
    /// @param low         lower end of the 95 % interval of [#mean]; null below two cases
    /// @param high        upper end of the 95 % interval of [#mean]; null below two cases
    /// @param posterior   the model's mean over *all* cases of the dataset; null without a model
    /// @param posteriorLow  lower end of its 95 % credible interval; null without a model
    /// @param posteriorHigh upper end of its 95 % credible interval; null without a model
    /// @param probabilityBest that it is the best of all; null when it is not known
    /// @param feasible    whether it meets the constraints on its means so far
    /// @param dropped     whether it gets no more runs
    public record Standing(long candidate, int rank, long n, long cases, @Nullable Double mean, @Nullable Double low,
            @Nullable Double high, @Nullable Double posterior, @Nullable Double posteriorLow,
            @Nullable Double posteriorHigh, @Nullable Double probabilityBest, boolean feasible, boolean dropped) {}

    /// What one axis does, averaged over the others.
    ///
    /// @param axis   `prompt`, `model`, or a parameter's name
    /// @param share  part of the variance between candidates that the axis alone explains, 0 to 1; null when it is not known
    /// @param levels its values; at most [Verdict#LEVELS], in the order of the sweep file
    public record AxisEffect(String axis, @Nullable Double share, List<LevelEffect> levels) {

        public AxisEffect {
            levels = List.copyOf(levels);
        }
    }

    /// @param value      the value as text (a prompt's name, `endpoint/model`, a parameter's JSON value)
    /// @param effect     against the mean over all candidates, larger is better
    /// @param low        lower end of the 95 % interval, or null
    /// @param high       upper end of the 95 % interval, or null
    /// @param candidates candidates with a scored run that have it
    public record LevelEffect(String value, double effect, @Nullable Double low, @Nullable Double high,
            long candidates) {}

    /// Two values together, beyond the sum of what each does alone.
    ///
    /// @param axis   first axis
    /// @param value  its value as text
    /// @param with   second axis
    /// @param withValue its value as text
    /// @param effect beyond the sum, larger is better
    /// @param low    lower end of the 95 % interval, or null
    /// @param high   upper end of the 95 % interval, or null
    public record Interaction(String axis, String value, String with, String withValue, double effect,
            @Nullable Double low, @Nullable Double high) {}
}
