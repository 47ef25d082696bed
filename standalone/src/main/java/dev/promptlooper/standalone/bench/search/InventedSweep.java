package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.Run;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Score;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.sweep.Axis;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.CachePolicy;
import dev.promptlooper.contracts.sweep.DatasetRef;
import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.contracts.sweep.Objective;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.space.Point;
import dev.promptlooper.producer.space.Seeded;
import dev.promptlooper.producer.strategy.StrategyEvent;
import dev.promptlooper.producer.strategy.Taker;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.IntStream;

/// A sweep over a space that nobody has recorded, and its answers: a model's and a prompt's effect, a hump over the temperature, a
/// case's difficulty, luck. Not thread-safe.
final class InventedSweep {

    private static final int CASES = 1_000;

    private final SweepDefinition definition;
    private final Candidates space;
    private final Map<Long, Candidate> candidates = new HashMap<>();
    private final Map<Long, Double> qualities = new HashMap<>();

    /// @param space what indexes mean
    InventedSweep(SweepDefinition definition, Candidates space) {
        this.definition = definition;
        this.space = space;
    }

    /// @param samples null = a grid of 1,000 candidates; else so many drawn from a space of floats
    static SweepDefinition definition(Rival rival, @Nullable Integer samples) {
        Map<String, Axis> params = new LinkedHashMap<>();
        if (samples == null) {
            params.put("temperature", Axis.fromFile(List.of(0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8)));
        } else {
            params.put("temperature", Axis.fromFile(Map.of("float", List.of(0, 2))));
            params.put("top_p", Axis.fromFile(Map.of("float", List.of(0.1, 1))));
        }
        Map<String, Object> settings = new HashMap<>(rival.params());
        settings.put("seed", 1);
        if (samples != null) {
            settings.put("samples", samples);
        }
        return new SweepDefinition(SweepDefinition.SCHEMA, "decisions", "decisions", null, 0,
                IntStream.range(0, 10)
                        .mapToObj(i -> new PromptDefinition("p" + i, 0,
                                List.of(Map.of("role", "user", "content", "{{question}}"))))
                        .toList(),
                IntStream.range(0, 10).mapToObj(i -> new ModelRef("local", "m" + i)).toList(), params, List.of(),
                new DatasetRef("invented", 1, CASES, null),
                List.of(ScorerDefinition.fromFile(Map.of("type", "equals", "name", RecordedSpace.METRIC))),
                new Objective(RecordedSpace.METRIC, null, null, null), new Strategy(rival.type(), settings), 1,
                Budget.UNLIMITED, null, SweepDefinition.DEFAULT_PRIORITY, CachePolicy.USE);
    }

    /// The result of a run.
    private StrategyEvent.Settled settled(long index, long caseIndex, int repeat) {
        double quality = qualities.computeIfAbsent(index, this::quality);
        double difficulty = new Seeded(caseIndex).nextDouble();
        double luck = new Seeded(index * 7_919 + caseIndex).nextDouble();
        double score = luck < quality + 0.5 * (0.5 - difficulty) ? 1 : 0;
        Candidate candidate = candidates.computeIfAbsent(index,
                _ -> new Candidate("c" + index, index, "p", 0, "local", "m", Map.of()));
        RunScored scored = new RunScored(RunScored.SCHEMA,
                new Run(definition.sweepId(), candidate, "c", caseIndex, repeat), "hash", RunScored.Status.DONE,
                AnswerSource.CALL, null, null, List.of(new Score(RecordedSpace.METRIC, score, null, null, null)),
                new Usage(300, 100, false), 0.001, 0.001, 400, 1, 1_000L, 1, Reservation.NONE, 0);
        return new StrategyEvent.Settled(index, caseIndex, repeat, scored);
    }

    /// Takes so many runs at most, and puts their results among those under way.
    Taker taker(int slots, Queue<StrategyEvent.Settled> flights) {
        int[] left = {slots};
        return (candidate, caseIndex, repeat) -> {
            if (left[0] == 0) {
                return false;
            }
            left[0]--;
            flights.add(settled(candidate, caseIndex, repeat));
            return true;
        };
    }

    private double quality(long index) {
        Point point = space.at(index);
        Object temperature = point.params().get("temperature");
        double at = temperature instanceof Number number ? number.doubleValue() : 0;
        return 0.3 + 0.03 * point.model() + 0.02 * ((point.prompt() * 7) % 10) - 0.1 * (at - 0.7) * (at - 0.7)
                + 0.05 * new Seeded(index).nextDouble();
    }
}
