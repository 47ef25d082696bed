package dev.promptlooper.contracts.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectiveJsonTest {

    @ParameterizedTest
    @ValueSource(strings = {"{\"maximize\":\"m\",\"subject-to\":{\"cost-per-run-usd\":{\"max\":0.002}}}",
        "{\"minimize\":\"m\",\"subject-to\":{},\"failures-as\":0.0}"})
    void objectiveSurvivesJson(String json) {
        assertThat(Json.write(Json.read(json, Objective.class))).isEqualTo(json);
    }
}
