package dev.promptlooper.contracts.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.promptlooper.contracts.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

/// The forms of a sweep file: what is read, what it means, and that it is written so that it is read the same again.
class SweepFormsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"256 | {\"value\":256}", "\"json\" | {\"value\":\"json\"}",
        "true | {\"value\":true}",
        "null | {\"value\":null}", "[0,0.4] | {\"values\":[0,0.4]}", "[null,1] | {\"values\":[null,1]}",
        "{\"values\":[1],\"when\":{\"a\":2}} | {\"values\":[1],\"when\":{\"a\":[2]}}",
        "{\"values\":[1],\"when\":{\"a\":null}} | {\"values\":[1],\"when\":{\"a\":[null]}}",
        "{\"int\":[1,8]} | {\"int\":[1,8]}", "{\"int\":[1,8],\"step\":2} | {\"int\":[1,8],\"step\":2}",
        "{\"float\":[0.5,1]} | {\"float\":[0.5,1.0]}",
        "{\"float\":[0,1],\"step\":0.25} | {\"float\":[0.0,1.0],\"points\":5}",
        "{\"log\":[0.001,1],\"points\":4} | {\"log\":[0.001,1.0],\"points\":4}",
        "{\"value\":{\"type\":\"json_object\"}} | {\"value\":{\"type\":\"json_object\"}}",
        "{\"value\":[1,2]} | {\"value\":[1,2]}"})
    void axisIsWrittenInItsLongFormAndMeansTheSame(String form, String written) {
        // When
        Axis axis = axis(form);
        // Then
        assertThat(Json.write(axis)).isEqualTo(written);
        assertThat(axis(written)).isEqualTo(axis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "{\"values\":[]}", "{\"values\":1}", "{\"int\":[1]}", "{\"int\":[8,1]}",
        "{\"int\":[1.5,2]}",
        "{\"int\":[1,8],\"step\":0}", "{\"int\":[1,8],\"points\":3}", "{\"values\":[1],\"step\":1}",
        "{\"float\":[0,1],\"points\":0}",
        "{\"float\":[0,1],\"points\":99999999999}", "{\"float\":[0,1],\"step\":0.3}",
        "{\"float\":[0,1],\"step\":1e-300}",
        "{\"float\":[0,1],\"step\":0.5,\"points\":3}", "{\"log\":[0,1],\"points\":3}", "{\"log\":[1,2],\"step\":1}",
        "{\"int\":[1,2],\"float\":[1,2]}", "{\"min\":1,\"max\":2}", "{\"int\":[\"a\",2]}", "{\"int\":[1,1e300]}",
        "{\"values\":[1],\"when\":[1]}"})
    void axisThatMakesNoSenseIsRefusedWithWhatItWas(String form) {
        assertThatIllegalArgumentException().isThrownBy(() -> axis(form))
                .satisfies(e -> assertThat(e.getMessage()).containsPattern("was|write|choose|takes|above"));
    }

    @Test
    void axesCannotBeChangedFromOutside() {
        // Given
        Axis axis = axis("{\"values\":[1],\"when\":{\"a\":[2]}}");
        // Then
        assertThat(axis.when()).isUnmodifiable();
        assertThat(((Axis.Choice) axis).values()).isUnmodifiable();
    }

    @Test
    void exclusionTakesOneValueOrMany() {
        // When
        Exclusion exclusion = Json.read("{\"model\":\"a/b\",\"temperature\":[0.8,1],\"stop\":null}", Exclusion.class);
        // Then
        assertThat(exclusion.match().get("model")).containsExactly("a/b");
        assertThat(exclusion.match().get("stop")).containsExactly((Object) null);
        assertThat(Json.read(Json.write(exclusion), Exclusion.class)).isEqualTo(exclusion);
        assertThatIllegalArgumentException().isThrownBy(() -> Json.read("{}", Exclusion.class))
                .withMessageContaining("every candidate");
    }

    @Test
    void objectiveKeepsItsMetricOnTheWire() {
        for (String form : List.of("{\"maximize\":\"m\",\"subject-to\":{}}",
                "{\"minimize\":\"m\",\"subject-to\":{\"c\":{\"max\":0.5}}}",
                "{\"maximize\":\"m\",\"subject-to\":{\"c\":{\"min\":0.0,\"max\":0.5}},\"failures-as\":0.0}")) {
            // When
            Objective objective = Json.read(form, Objective.class);
            // Then
            assertThat(objective.metric()).isEqualTo("m");
            assertThat(Json.write(objective)).isEqualTo(form);
        }
        assertThat(Json.read("{\"maximize\":\"m\"}", Objective.class).subjectTo()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"maximize\":\"a\",\"minimize\":\"b\"}",
        "{\"maximize\":\"a\",\"subject-to\":{\"c\":{}}}",
        "{\"maximize\":\"a\",\"subject-to\":{\"c\":{\"max\":\"NaN\"}}}"})
    void objectiveThatMakesNoSenseIsRefused(String form) {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.read(form, Objective.class));
    }

    @Test
    void scorerKeepsItsOwnParametersApart() {
        // When
        ScorerDefinition scorer = Json.read(
                "{\"type\":\"word-count\",\"name\":\"short\",\"max\":120,\"weight\":0.2,\"threshold\":1,\"not\":true}",
                ScorerDefinition.class);
        // Then
        assertThat(scorer).isEqualTo(new ScorerDefinition("word-count", "short", 0.2, 1.0, true, Map.of("max", 120)));
        assertThat(Json.read(Json.write(scorer), ScorerDefinition.class)).isEqualTo(scorer);
        assertThat(Json.write(Json.read("{\"type\":\"equals\"}", ScorerDefinition.class)))
                .isEqualTo("{\"type\":\"equals\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"type\":7}", "{\"type\":\" \"}", "{\"type\":\"a\",\"weight\":\"x\"}",
        "{\"type\":\"a\",\"weight\":-1}",
        "{\"type\":\"a\",\"not\":\"yes\"}", "\"equals\"", "{\"type\":\"a\",\"threshold\":\"0.5\"}"})
    void scorerThatMakesNoSenseIsRefused(String form) {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.read(form, ScorerDefinition.class));
    }

    @Test
    void strategyKeepsItsOwnParameters() {
        // When
        Strategy strategy = Json.read("{\"type\":\"random\",\"samples\":24,\"seed\":7}", Strategy.class);
        // Then
        assertThat(strategy).isEqualTo(new Strategy("random", Map.of("samples", 24, "seed", 7)));
        assertThat(Json.read(Json.write(strategy), Strategy.class)).isEqualTo(strategy);
        assertThatIllegalArgumentException().isThrownBy(() -> Json.read("{\"samples\":24}", Strategy.class))
                .withMessageContaining("type");
    }

    @Test
    void firstSlashSeparatesEndpointAndModel() {
        // When
        ModelRef model = Json.read("\"hub/org/model:8b\"", ModelRef.class);
        // Then
        assertThat(model).isEqualTo(new ModelRef("hub", "org/model:8b"));
        assertThat(Json.write(model)).isEqualTo("\"hub/org/model:8b\"");
        for (String wrong : List.of("model", "/model", "endpoint/", "")) {
            assertThatIllegalArgumentException().isThrownBy(() -> ModelRef.parse(wrong))
                    .withMessageContaining("endpoint/model");
        }
    }

    @Test
    void cachePolicyKnowsTheOldestAnswerItTakes() {
        assertThat(CachePolicy.USE.notBefore(1000)).isNull();
        assertThat(new CachePolicy(true, 60.0).notBefore(1000)).isEqualTo(1000);
        assertThat(Json.read("{\"max-age-minutes\":0.5}", CachePolicy.class).notBefore(100_000)).isEqualTo(70_000);
    }

    @Test
    void budgetRefusesWhatIsNoLimit() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Budget(-1.0, null, null, null))
                .withMessageContaining("budget.usd");
        assertThatIllegalArgumentException().isThrownBy(() -> new Budget(null, null, null, Double.NaN));
        assertThat(Json.write(Budget.UNLIMITED)).isEqualTo("{}");
    }

    private static Axis axis(String form) {
        return Axis.fromFile(Json.MAPPER.readValue(form, Object.class));
    }
}
