package dev.promptlooper.scoring.catalogue;

import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.Score;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.scoring.scorer.Scorer;
import dev.promptlooper.scoring.scorer.ScorerCatalog;
import dev.promptlooper.scoring.scorer.SweepScorers;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// One scorer on one answer, judged exactly as in a sweep. Thread-safe: every try has a scorer of its own.
final class TryOut {

    /// What is tried; null where the request says nothing.
    record Request(@Nullable Map<String, Object> scorer, @Nullable String output, @Nullable String expected,
            @Nullable Map<String, Object> vars, @Nullable Map<String, Object> metadata, @Nullable String toolCalls,
            @Nullable String finishReason, @Nullable Long latencyMs, @Nullable Double costUsd, @Nullable Usage usage) {}

    /// What came of it.
    record Answer(Score score) {}

    private final ScorerCatalog catalog;

    TryOut(ScorerCatalog catalog) {
        this.catalog = catalog;
    }

    /// @throws IllegalArgumentException when there is no such scorer or its parameters are wrong, saying what to write instead
    Answer score(Request request) {
        if (request.scorer() == null) {
            throw new IllegalArgumentException(
                    "'scorer' is missing; give one as in a sweep, for example {\"type\": \"equals\"}");
        }
        if (request.output() == null) {
            throw new IllegalArgumentException("'output' is missing; give the text of the answer");
        }
        ScorerDefinition definition = ScorerDefinition.fromFile(request.scorer());
        catalog.configure(definition);
        Scorer.Input input = new Scorer.Input("try-out", orEmpty(request.vars()));
        Scorer.Output output = new Scorer.Output(request.output(), request.toolCalls(), request.finishReason(),
                request.usage() == null ? Usage.NONE : request.usage(), request.costUsd(),
                request.latencyMs() == null ? 0 : request.latencyMs());
        Scorer.Context context = new Scorer.Context(request.expected(), orEmpty(request.metadata()), "try-out",
                new Candidate("0000000000000000", 0, "try-out", 0, "try-out", "try-out", Map.of()), 0);
        return new Answer(SweepScorers.compile(List.of(definition), catalog, SweepScorers.TIME_LIMIT)
                .score(input, output, context)
                .getFirst());
    }

    private static Map<String, Object> orEmpty(@Nullable Map<String, Object> map) {
        return map == null ? Map.of() : map;
    }
}
