package dev.promptlooper.scoring.scorer;

import dev.promptlooper.contracts.event.Score;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// The scorers of one sweep, ready to judge its runs. For one thread at a time.
///
/// Nothing that a scorer does reaches further than its own score: a definition that cannot be configured, an exception, a
/// time-out, a NaN all give an unscored [Score] with the reason in [Score#error()].
public final class SweepScorers {

    /// Time limit of scorers that are not bounded by construction.
    public static final Duration TIME_LIMIT = Duration.ofSeconds(5);
    /// Largest absolute value of a score; larger ones are unscored, they would drown every other value of a mean.
    public static final double MAX_VALUE = 1e12;

    private static final int MAX_REASON = 300;

    private final List<Entry> entries;

    private SweepScorers(List<Entry> entries) {
        this.entries = entries;
    }

    /// Never fails: a definition that cannot be configured yields unscored scores that say why.
    public static SweepScorers compile(List<ScorerDefinition> definitions, ScorerCatalog catalog, Duration timeLimit) {
        List<Entry> entries = new ArrayList<>(definitions.size());
        for (ScorerDefinition definition : definitions) {
            entries.add(entry(definition, catalog, timeLimit));
        }
        return new SweepScorers(entries);
    }

    private static Entry entry(ScorerDefinition definition, ScorerCatalog catalog, Duration timeLimit) {
        try {
            ConfiguredScorer configured = catalog.configure(definition);
            Scorer scorer = configured.bounded() ? configured.scorer() : new TimeLimit(configured.scorer(), timeLimit);
            return new Ready(configured, scorer);
        } catch (RuntimeException | LinkageError e) {
            return new Broken(definition.name(), String.valueOf(e.getMessage()));
        }
    }

    /// One score per scorer, in the sweep's order.
    public List<Score> score(Scorer.Input input, Scorer.Output output, Scorer.Context context) {
        List<Score> scores = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            scores.add(switch (entry) {
                case Ready ready -> score(ready, input, output, context);
                case Broken(String metric, String problem) -> unscored(metric, problem);
            });
        }
        return scores;
    }

    /// The scores of a run whose answer cannot be read.
    public List<Score> unscored(String problem) {
        return entries.stream().map(entry -> unscored(entry.metric(), problem)).toList();
    }

    private static Score score(Ready ready, Scorer.Input input, Scorer.Output output, Scorer.Context context) {
        try {
            return switch (ready.scorer().score(input, output, context)) {
                case ScoreResult.Unscored(String reason) -> unscored(ready.metric(), reason);
                case ScoreResult.Scored(double value, String reason) -> judge(ready.configured(), value, reason);
                case null -> unscored(ready.metric(), "the scorer returned null; return ScoreResult.unscored instead");
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unscored(ready.metric(), "interrupted");
        } catch (ExecutionException e) {
            return unscored(ready.metric(), "the scorer failed: " + e.getCause());
        } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
            return unscored(ready.metric(), "the scorer failed: " + e);
        }
    }

    private static Score judge(ConfiguredScorer configured, double raw, String reason) {
        if (!(Math.abs(raw) <= MAX_VALUE)) {
            return unscored(configured.metric(),
                    "the scorer returned " + raw + "; a score is a number from -1e12 to 1e12");
        }
        if (configured.negate() && (raw < 0 || raw > 1)) {
            return unscored(configured.metric(),
                    "'not: true' turns scores from 0 to 1 around, this one is " + raw + "; take 'not' away");
        }
        double value = configured.negate() ? 1 - raw : raw;
        Boolean pass = configured.threshold() == null ? null : (Boolean) (value >= configured.threshold());
        return new Score(configured.metric(), value, pass, cut(configured.negate() ? "not: " + reason : reason), null);
    }

    private static Score unscored(String metric, String problem) {
        return new Score(metric, null, null, null, cut(problem));
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= MAX_REASON ? text : text.substring(0, MAX_REASON) + "…";
    }

    private sealed interface Entry {
        String metric();
    }

    private record Ready(ConfiguredScorer configured, Scorer scorer) implements Entry {
        @Override
        public String metric() {
            return configured.metric();
        }
    }

    private record Broken(String metric, String problem) implements Entry {}
}
