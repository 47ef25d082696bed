package dev.promptlooper.contracts.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.DeadLetter;
import dev.promptlooper.contracts.event.ModelAnswer;
import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.Text;
import dev.promptlooper.contracts.testkit.ExampleRecords;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

class JsonSerdeTest {

    @Test
    void everyExampleSurvivesTheWire() {
        ExampleRecords.all().forEach((topic, records) -> records.forEach(record -> {
            // When
            byte[] bytes = bytes(topic, record);
            // Then
            assertThat((Object) topic.serde().deserialize("t", bytes)).isEqualTo(record);
            assertThat(new String(bytes, StandardCharsets.UTF_8)).as("absent instead of null").doesNotContain(":null");
        }));
    }

    @Test
    void fieldOfANewerWriterIsIgnored() {
        ExampleRecords.all().forEach((topic, records) -> records.forEach(record -> {
            // Given
            ObjectNode tree = (ObjectNode) Json.MAPPER.readTree(bytes(topic, record));
            tree.put("addedInANewerVersion", "x");
            // Then
            assertThat((Object) topic.serde().deserialize("t", Json.MAPPER.writeValueAsBytes(tree))).isEqualTo(record);
        }));
    }

    @Test
    void missingOrNullFieldThatMustBeThereIsNamed() {
        ExampleRecords.all().forEach((topic, records) -> {
            for (String field : List.of("run", "configHash", "sweepId", "service")) {
                for (boolean asNull : List.of(true, false)) {
                    // Given
                    ObjectNode tree = (ObjectNode) Json.MAPPER.readTree(bytes(topic, records.getFirst()));
                    if (!tree.has(field)) {
                        continue;
                    }
                    tree.remove(field);
                    if (asNull) {
                        tree.putNull(field);
                    }
                    // Then
                    assertThatExceptionOfType(SerializationException.class).as(topic + " " + tree)
                            .isThrownBy(() -> topic.serde().deserialize("t", Json.MAPPER.writeValueAsBytes(tree)))
                            .withMessageContaining(field);
                }
            }
        });
    }

    @Test
    void numberThatAnOlderWriterDidNotKnowIsZero() {
        // When
        DeadLetter letter = Json.read("{\"service\":\"s\",\"topic\":\"t\",\"reason\":\"r\",\"message\":\"m\"}",
                DeadLetter.class);
        // Then
        assertThat(letter.offset()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void numberThatJsonLacksIsNotWritten(double value) {
        // Given
        CandidateStats.Latency latency = new CandidateStats.Latency(1, 2, 3, 4, value);
        JsonSerde<CandidateStats.Latency> serde = new JsonSerde<>(CandidateStats.Latency.class);
        // Then
        assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> serde.serialize("t", latency))
                .withMessageContaining("finite");
        assertThatIllegalArgumentException().isThrownBy(() -> Json.write(Map.of("a", value)))
                .withMessageContaining("finite");
        assertThatIllegalArgumentException().isThrownBy(() -> Json.write(Map.of("a", (float) value)));
        assertThatIllegalArgumentException().isThrownBy(() -> Json.write(List.of(value)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"NaN\"", "\"Infinity\"", "\"-INF\"", "NaN", "1e999", "-1e999", "\"1\"", "true", "[1]",
        "{}"})
    void whatIsNoFiniteNumberIsNotRead(String number) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.read("{\"usd\":" + number + ",\"tokens\":1}", Reservation.class));
    }

    @Test
    void wholeNumberIsReadAsDouble() {
        assertThat(Json.read("{\"usd\":2,\"tokens\":1}", Reservation.class).usd()).isEqualTo(2.0);
        assertThat(Json.read("{\"tokens\":1}", Reservation.class).usd()).isZero();
    }

    @Test
    void unknownKindIsNamedTogetherWithTheKnownOnes() {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.read("{\"kind\":\"video\"}", Text.class))
                .withMessageContaining("video")
                .withMessageContaining("inline")
                .withMessageContaining("stored");
        assertThatIllegalArgumentException().isThrownBy(() -> Json.read("{\"value\":\"x\"}", Text.class))
                .withMessageContaining("kind");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.read("{\"op\":\"explode\"}", SweepCommand.Action.class))
                .withMessageContaining("explode")
                .withMessageContaining("pause");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.read("{\"kind\":\"lost\"}", RunCompleted.Outcome.class))
                .withMessageContaining("answered");
    }

    @Test
    void unknownConstantIsNamed() {
        // Given
        ObjectNode tree = (ObjectNode) Json.MAPPER.readTree(bytes(Topic.RUN_SCORED,
                ExampleRecords.of(Topic.RUN_SCORED).getFirst()));
        tree.put("status", "MAYBE");
        // Then
        assertThatIllegalArgumentException().isThrownBy(() -> Json.read(tree.toString(), RunScored.class))
                .withMessageContaining("MAYBE")
                .withMessageContaining("status");
        tree.put("status", 0);
        assertThatIllegalArgumentException().isThrownBy(() -> Json.read(tree.toString(), RunScored.class));
    }

    @Test
    void poisonIsRefusedWithoutHarm() {
        // Given
        byte[][] poison = {{}, {0}, {(byte) 0xff, (byte) 0xfe}, utf8("null"), utf8("[]"), utf8("\"text\""), utf8("17"),
            utf8("{\"schema\":1"), utf8("{} {}"), utf8("[".repeat(10_000)), utf8("{\"a\":".repeat(10_000)),
            {'{', '"', (byte) 0xc3, '"', ':', '1', '}'}, utf8("{\"run\":17}"), utf8("{\"run\":\"x\"}")};
        // Then
        for (Topic<?> topic : Topic.ALL) {
            for (byte[] bytes : poison) {
                assertThatExceptionOfType(SerializationException.class)
                        .isThrownBy(() -> topic.serde().deserialize(topic.topicName(), bytes))
                        .withMessageContaining(topic.topicName());
            }
            assertThat((Object) topic.serde().deserialize(topic.topicName(), null)).as("tombstone").isNull();
            assertThat(topic.serde().serialize(topic.topicName(), null)).isNull();
        }
    }

    @Test
    void halfASurrogatePairInAModelsAnswerCanBeWritten() {
        // Given: what a model returns when its output is cut inside an emoji
        String cut = "fine \ud83d";
        // When
        ModelAnswer answer = Json.read(Json.write(ExampleRecords.answer()), ModelAnswer.class);
        byte[] bytes = new JsonSerde<>(Text.class).serialize("t", Text.of(cut));
        // Then
        assertThat(answer).isEqualTo(ExampleRecords.answer());
        assertThat(new JsonSerde<>(Text.class).deserialize("t", bytes)).isEqualTo(Text.of("fine \ufffd"));
    }

    @Test
    void constructorRulesHoldOnTheWire() {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.read("{\"usd\":-1,\"tokens\":1}", Reservation.class))
                .withMessageContaining("not negative");
    }

    @SuppressWarnings("unchecked")
    private static <T> byte[] bytes(Topic<T> topic, Object record) {
        return topic.serde().serialize(topic.topicName(), (T) record);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void optionalFieldsAreLeftOut() {
        JsonNode tree = Json.MAPPER.readTree(Json.write(ExampleRecords.of(Topic.RUN_SCORED).getLast()));
        assertThat(tree.has("latencyMs")).isFalse();
        assertThat(tree.get("scores").isEmpty()).isTrue();
    }
}
