package dev.promptlooper.producer.plan;

import static dev.promptlooper.producer.space.Sweeps.sweep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.endpoint.ModelPrice;
import dev.promptlooper.contracts.event.DatasetCase;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.CachePolicy;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.topic.Limits;
import dev.promptlooper.producer.plan.SweepPlan.Problem;
import dev.promptlooper.producer.space.Sweeps;
import dev.promptlooper.producer.strategy.StrategyRegistry;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;

class SampledEstimatorTest {

    private static final Endpoint PRICED = new Endpoint("local", "http://127.0.0.1:1/v1", null, Map.of(), 10, null,
            null,
            Duration.ofSeconds(10), 3, 1000, Map.of("*", new ModelPrice(1, 2)));

    private static SweepPlan plan(Sweeps sweep, KnownAnswers known) {
        CaseReader cases = (dataset, version, from, count) -> LongStream.range(from, from + count)
                .mapToObj(i -> new DatasetCase("c" + i, i, Map.of("question", "Question number " + i), null, Map.of()))
                .toList();
        return new SampledEstimator(EndpointCatalog.of(PRICED, Endpoint.of("free", "http://127.0.0.1:2/v1")), cases,
                known, StrategyRegistry.standard(), Limits.DEFAULT).estimate(sweep.build());
    }

    @Test
    void smallSweepIsCountedExactly() {
        // When
        SweepPlan plan = plan(
                sweep("s").param("temperature", List.of(0, 1)).param("max_tokens", 100).cases(20).repeats(3),
                hashes -> OptionalLong.of(hashes.size() / 4));
        // Then
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.candidates()).isEqualTo(2);
        assertThat(plan.runs()).isEqualTo(120);
        assertThat(plan.knownAnswers()).isEqualTo(30);
        assertThat(plan.knownAnswersExact()).isTrue();
        assertThat(plan.calls()).isEqualTo(90);
        double prompt = plan.tokens().high() - 90 * 100;
        assertThat(plan.tokens().low()).isCloseTo(prompt + 90 * 10, within(1e-6));
        assertThat(plan.costUsd()).isNotNull();
        assertThat(java.util.Objects.requireNonNull(plan.costUsd()).high())
                .isCloseTo((prompt + 90 * 100 * 2) / 1e6, within(1e-12));
        assertThat(plan.durationSeconds()).isNotNull();
    }

    @Test
    void largeSweepIsProjectedTheSameEveryTime() {
        // Given
        Sweeps sweep = sweep("s").param("p", Map.of("int", List.of(0, 9_999_999), "step", 1)).cases(1_000);
        // When
        SweepPlan plan = plan(sweep, hashes -> OptionalLong.of(hashes.size() / 2));
        // Then
        assertThat(plan.runs()).isEqualTo(10_000_000_000L);
        assertThat(plan.knownAnswersExact()).isFalse();
        assertThat((double) plan.knownAnswers()).isCloseTo(5e9, within(1e8));
        assertThat(plan.assumptions()).anyMatch(text -> text.contains("sample"));
        assertThat(plan(sweep, hashes -> OptionalLong.of(hashes.size() / 2))).isEqualTo(plan);
    }

    @Test
    void whatIsUnknownIsNamedAsAnAssumption() {
        // When
        SweepPlan plan = plan(sweep("s").models("free/m").budget(new Budget(1.0, null, 3L, null)),
                hashes -> OptionalLong.empty());
        // Then
        assertThat(plan.costUsd()).isNull();
        assertThat(plan.assumptions()).anyMatch(text -> text.contains("known answers cannot be counted"))
                .anyMatch(text -> text.contains("no price"))
                .anyMatch(text -> text.contains("max-tokens-assumed"));
        assertThat(plan.warnings()).anyMatch(text -> text.contains("budget.usd"))
                .anyMatch(text -> text.contains("budget.calls"));
    }

    @Test
    void refreshUsesNoKnownAnswer() {
        // When
        SweepPlan plan = plan(sweep("s").cache(new CachePolicy(true, null)), hashes -> OptionalLong.of(hashes.size()));
        // Then
        assertThat(plan.knownAnswers()).isZero();
        assertThat(plan.calls()).isEqualTo(10);
    }

    @Test
    void everythingThatBlocksIsToldAtOnceWithItsField() {
        // When
        SweepPlan plan = plan(sweep("s").models("nowhere/m", "local/m")
                .param("top_p", Map.of("float", List.of(0, 1)))
                .param("stream", true)
                .cases(0), hashes -> OptionalLong.of(0));
        // Then
        assertThat(plan.problems().stream().map(Problem::field)).containsExactlyInAnyOrder("models[0]", "params.top_p",
                "params.stream", "dataset");
    }

    @Test
    void missingVariableAndUnknownStrategyBlock() {
        // When
        SweepPlan variable = plan(sweep("s").prompts(Sweeps.prompt("p", "{{nothing}}")), hashes -> OptionalLong.of(0));
        SweepPlan strategy = plan(sweep("s").strategy(new Strategy("magic", Map.of())), hashes -> OptionalLong.of(0));
        SweepPlan samples = plan(sweep("s").strategy(new Strategy("random", Map.of("sample", 3))),
                hashes -> OptionalLong.of(0));
        // Then
        assertThat(variable.problems()).singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("nothing").contains("question"));
        assertThat(strategy.problems()).singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("grid"));
        assertThat(samples.problems()).singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("samples"));
    }
}
