package dev.promptlooper.producer.space;

import static dev.promptlooper.producer.space.Sweeps.sweep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promptlooper.contracts.hash.CanonicalJson;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

class CandidateSpaceTest {

    @Test
    void gridIsModelsTimesPromptsTimesAxesInThatOrder() {
        // Given
        SweepDefinition definition = sweep("s").models("local/a", "local/b")
                .prompts(Sweeps.prompt("p", "x"), Sweeps.prompt("q", "y"))
                .param("temperature", List.of(0, 0.5))
                .param("max_tokens", 256)
                .build();
        // When
        CandidateSpace space = CandidateSpace.of(definition);
        // Then
        assertThat(space.count()).hasValue(8);
        assertThat(list(space)).containsExactly("0/0/{max_tokens=256, temperature=0}",
                "0/0/{max_tokens=256, temperature=0.5}", "0/1/{max_tokens=256, temperature=0}",
                "0/1/{max_tokens=256, temperature=0.5}", "1/0/{max_tokens=256, temperature=0}",
                "1/0/{max_tokens=256, temperature=0.5}", "1/1/{max_tokens=256, temperature=0}",
                "1/1/{max_tokens=256, temperature=0.5}");
        assertThat(space.at(0).params().keySet()).as("file order").containsExactly("temperature", "max_tokens");
    }

    @Test
    void rangesHaveTheirEndsAndNoNoise() {
        // Given
        SweepDefinition definition = sweep("s").param("a", Map.of("float", List.of(0, 1), "points", 11))
                .param("b", Map.of("int", List.of(1, 8), "step", 3))
                .param("c", Map.of("log", List.of(0.001, 1), "points", 4))
                .build();
        // When
        CandidateSpace space = CandidateSpace.of(definition);
        Set<Object> a = new HashSet<>();
        Set<Object> b = new HashSet<>();
        Set<Object> c = new HashSet<>();
        for (long i = 0; i < space.end(); i++) {
            a.add(space.at(i).params().get("a"));
            b.add(space.at(i).params().get("b"));
            c.add(space.at(i).params().get("c"));
        }
        // Then
        assertThat(a).containsExactlyInAnyOrder(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0);
        assertThat(b).containsExactlyInAnyOrder(1L, 4L, 7L);
        assertThat(c).containsExactlyInAnyOrder(0.001, 0.01, 0.1, 1.0);
    }

    @Test
    void conditionalAxisExistsOnlyWhereItsConditionHolds() {
        // Given
        SweepDefinition definition = sweep("s")
                .param("effort", Map.of("values", List.of("low", "high"), "when", Map.of("mode", List.of("think"))))
                .param("mode", List.of("plain", "think"))
                .param("budget", Map.of("values", List.of(1, 2, 3), "when", Map.of("effort", "high")))
                .build();
        // When
        CandidateSpace space = CandidateSpace.of(definition);
        // Then
        assertThat(space.count()).hasValue(5);
        assertThat(list(space)).containsExactly("0/0/{mode=plain}", "0/0/{effort=low, mode=think}",
                "0/0/{budget=1, effort=high, mode=think}", "0/0/{budget=2, effort=high, mode=think}",
                "0/0/{budget=3, effort=high, mode=think}");
    }

    @Test
    void exclusionsLeaveOutWhatMatchesEveryEntry() {
        // Given
        SweepDefinition definition = sweep("s").models("local/a", "local/b")
                .param("temperature", List.of(0, 1))
                .exclude(Map.of("model", "local/b", "temperature", List.of(1.0, 7)))
                .build();
        // When
        CandidateSpace space = CandidateSpace.of(definition);
        // Then
        assertThat(list(space)).containsExactly("0/0/{temperature=0}", "0/0/{temperature=1}", "1/0/{temperature=0}");
        assertThat(space.count()).hasValue(3);
        assertThat(space.contains(3)).isFalse();
    }

    @Test
    void walkAgreesWithFilteringTheFullProduct() {
        for (int seed = 0; seed < 300; seed++) {
            // Given
            Random random = new Random(seed);
            Sweeps sweep = sweep("s").models("local/a", "local/b")
                    .prompts(Sweeps.prompt("p", "x"), Sweeps.prompt("q", "y"));
            List<String> names = List.of("e", "d", "c", "b", "a");
            for (int i = 0; i < names.size(); i++) {
                Map<String, Object> form = new LinkedHashMap<>();
                form.put("values", List.of(0, 1, 2).subList(0, 1 + random.nextInt(3)));
                if (i > 0 && random.nextInt(3) == 0) {
                    Map<String, List<Object>> condition = Map.of(names.get(random.nextInt(i)),
                            List.of(random.nextInt(3)));
                    form.put("when", condition);
                }
                sweep.param(names.get(i), form);
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                Map<String, Object> exclusion = new LinkedHashMap<>();
                exclusion.put(names.get(random.nextInt(5)), random.nextInt(3));
                exclusion.put(random.nextBoolean() ? "model" : names.get(random.nextInt(5)),
                        random.nextBoolean() ? "local/a" : 1);
                sweep.exclude(exclusion);
            }
            // When
            SweepDefinition definition = sweep.build();
            CandidateSpace space = CandidateSpace.of(definition);
            List<String> walked = list(space);
            // Then
            assertThat(walked).as("seed %d", seed).doesNotHaveDuplicates();
            assertThat(new HashSet<>(walked)).as("seed %d", seed).isEqualTo(filtered(definition));
            assertThat(space.count()).as("seed %d", seed).hasValue(walked.size());
        }
    }

    @Test
    void tenToTheFifteenCandidatesAreAddressedWithoutBeingListed() {
        // Given
        Sweeps sweep = sweep("s").models("local/a", "local/b").exclude(Map.of("model", "local/a", "p3", 5));
        for (int axis = 0; axis < 15; axis++) {
            sweep.param("p" + axis, Map.of("int", List.of(0, 9), "step", 1));
        }
        // When
        CandidateSpace space = CandidateSpace.of(sweep.build());
        // Then
        assertThat(space.count()).hasValue(1_900_000_000_000_000L);
        assertThat(space.at(space.end() - 1).params().values()).allMatch(value -> value.equals(9L));
    }

    @Test
    void s47TooManyCombinationsAreRefused() {
        // Given
        Sweeps sweep = sweep("s");
        for (int axis = 0; axis < 40; axis++) {
            sweep.param("p" + axis, Map.of("int", List.of(0, 999_999_999), "step", 1));
        }
        // When / Then
        assertThatThrownBy(() -> CandidateSpace.of(sweep.build())).isInstanceOf(SpaceException.class)
                .hasMessageContaining("2^53")
                .hasMessageContaining("random");
    }

    @Test
    void problemsNameTheFieldAndTheWayOut() {
        // Given
        SweepDefinition definition = sweep("s").models("local/a", "local/a")
                .param("top_p", Map.of("float", List.of(0, 1)))
                .param("stream", true)
                .param("n", List.of(1, 2))
                .param("model", "x")
                .param("seed", Map.of("values", List.of(1), "when", Map.of("nothing", List.of(1))))
                .exclude(Map.of("unknown", 1))
                .build();
        // When
        List<SpaceProblem> problems = SpaceChecks.problems(definition, true);
        // Then
        assertThat(problems.stream().map(SpaceProblem::field)).containsExactlyInAnyOrder("models[1]",
                "exclude[0].unknown", "params.top_p", "params.stream", "params.n", "params.model", "params.seed.when");
        assertThat(SpaceChecks.problems(definition, false).stream().map(SpaceProblem::field))
                .doesNotContain("params.top_p");
    }

    @Test
    void conditionsInACircleAreRefused() {
        // Given
        SweepDefinition definition = sweep("s")
                .param("a", Map.of("values", List.of(1), "when", Map.of("b", List.of(1))))
                .param("b", Map.of("values", List.of(1), "when", Map.of("a", List.of(1))))
                .build();
        // When / Then
        assertThatThrownBy(() -> CandidateSpace.of(definition)).hasMessageContaining("circle");
    }

    private static List<String> list(Candidates candidates) {
        List<String> all = new ArrayList<>();
        for (long index = 0; index < candidates.end();) {
            long next = candidates.skip(index);
            assertThat(next).isGreaterThanOrEqualTo(index);
            if (next == index) {
                Point point = candidates.at(index);
                all.add(point.model() + "/" + point.prompt() + "/" + new java.util.TreeMap<>(point.params()));
                next++;
            }
            index = next;
        }
        return all;
    }

    /// The meaning of a space, written down naively: every combination, inactive axes removed, exclusions filtered, distinct.
    private static Set<String> filtered(SweepDefinition definition) {
        Set<String> all = new HashSet<>();
        for (int model = 0; model < definition.models().size(); model++) {
            for (int prompt = 0; prompt < definition.prompts().size(); prompt++) {
                expand(definition, model, prompt, List.copyOf(definition.params().keySet()), new LinkedHashMap<>(),
                        all);
            }
        }
        return all;
    }

    private static void expand(SweepDefinition definition, int model, int prompt, List<String> open,
            Map<String, Object> values, Set<String> all) {
        if (open.isEmpty()) {
            boolean excluded = definition.exclude()
                    .stream()
                    .anyMatch(exclusion -> exclusion.match()
                            .entrySet()
                            .stream()
                            .allMatch(entry -> {
                                Object value = entry.getKey().equals("model")
                                        ? definition.models().get(model).toString()
                                        : values.get(entry.getKey());
                                return value != null && entry.getValue()
                                        .stream()
                                        .anyMatch(one -> CanonicalJson.write(one).equals(CanonicalJson.write(value)));
                            }));
            if (!excluded) {
                all.add(model + "/" + prompt + "/" + new java.util.TreeMap<>(values));
            }
            return;
        }
        var axis = (dev.promptlooper.contracts.sweep.Axis.Choice) java.util.Objects
                .requireNonNull(definition.params().get(open.getFirst()));
        List<String> rest = open.subList(1, open.size());
        boolean active = axis.when()
                .entrySet()
                .stream()
                .allMatch(entry -> values.containsKey(entry.getKey())
                        && entry.getValue().contains(values.get(entry.getKey())));
        if (!active) {
            expand(definition, model, prompt, rest, values, all);
            return;
        }
        for (Object value : axis.values()) {
            Map<String, Object> next = new LinkedHashMap<>(values);
            next.put(open.getFirst(), value);
            expand(definition, model, prompt, rest, next, all);
        }
    }
}
