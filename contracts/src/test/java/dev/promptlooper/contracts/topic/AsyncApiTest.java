package dev.promptlooper.contracts.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.Axis;
import dev.promptlooper.contracts.sweep.Exclusion;
import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.testkit.AsyncApi;
import dev.promptlooper.contracts.testkit.ExampleRecords;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// `docs/asyncapi.yaml` against the catalogue, the records, and what is written.
class AsyncApiTest {

    /// Written in their sweep-file form, which is not their components.
    private static final Set<Class<?>> FORMS = Set.of(Axis.class, Exclusion.class, ModelRef.class,
            ScorerDefinition.class,
            Strategy.class);
    private static final Map<Class<?>, String> NAMES = Map.of(RunScored.Status.class, "RunStatus",
            SweepEvent.Kind.class,
            "SweepEventKind");
    private static final Set<String> PARTS_OF_FORMS = Set.of("FixedAxis", "ChoiceAxis", "IntAxis", "FloatAxis",
            "LogAxis", "When");

    private final AsyncApi api = AsyncApi.load();

    @Test
    void everyTopicIsAChannelAndNothingElse() {
        // Given
        Set<String> addresses = new TreeSet<>();
        api.document().get("channels").forEach(channel -> addresses.add(channel.get("address").asString()));
        // Then
        assertThat(addresses).isEqualTo(new TreeSet<>(Topic.ALL.stream().map(Topic::topicName).toList()));
    }

    @Test
    void channelSaysWhatTheCatalogueSays() {
        for (Topic<?> topic : Topic.ALL) {
            // Given
            JsonNode channel = channel(topic);
            // Then
            assertThat(channel.get("x-key").asString()).isEqualTo(topic.key());
            assertThat(channel.get("x-public").asBoolean()).as(topic + " is public").isEqualTo(topic.isPublic());
            assertThat(channel.at("/bindings/kafka/topicConfiguration/cleanup.policy/0").asString())
                    .isEqualTo(topic.config(Limits.DEFAULT).get("cleanup.policy"));
            assertThat(channel.get("x-retention").asString()).contains(switch (topic.cleanup()) {
                case WORK -> "7 days";
                case LONG -> "for ever";
                case COMPACT -> "newest record per key";
            });
            assertThat(channel.get("messages").propertyNames()).containsExactly(topic.type().getSimpleName());
            assertThat(channel.get("description").asString()).isNotBlank();
        }
    }

    @Test
    void everyPublicTopicCanBeRead() {
        // Given
        Set<String> operations = new TreeSet<>(api.document().get("operations").propertyNames());
        // Then
        assertThat(operations).isEqualTo(new TreeSet<>(
                Topic.ALL.stream()
                        .filter(Topic::isPublic)
                        .map(topic -> "read" + topic.type().getSimpleName())
                        .toList()));
    }

    @Test
    void everyComponentOfEveryRecordIsDescribedAndNothingElse() {
        // Given
        Set<String> described = new TreeSet<>(api.document().at("/components/schemas").propertyNames());
        Set<Class<?>> types = new LinkedHashSet<>();
        Topic.ALL.forEach(topic -> collect(topic.type(), types));
        // Then
        Set<String> expected = new TreeSet<>(PARTS_OF_FORMS);
        types.forEach(type -> expected.add(name(type)));
        assertThat(described).isEqualTo(expected);
        types.forEach(this::compare);
    }

    @Test
    void everyExampleIsAsDescribed() {
        Topic.ALL.forEach(topic -> examplesOf(topic));
    }

    @Test
    void examplesOfTheDocumentAreRecords() {
        for (Topic<?> topic : Topic.ALL) {
            // Given
            JsonNode examples = api.document().at("/components/messages/" + topic.type().getSimpleName() + "/examples");
            // Then
            assertThat(examples.size()).as(topic + " has an example").isPositive();
            examples.forEach(example -> {
                byte[] bytes = Json.MAPPER.writeValueAsBytes(example.get("payload"));
                assertThat(api.validate(topic, bytes)).isEmpty();
                assertThat((Object) topic.serde().deserialize(topic.topicName(), bytes)).isNotNull();
            });
        }
    }

    @Test
    void undescribedMissingAndWrongFieldsAreViolations() {
        // Given
        ObjectNode record = (ObjectNode) Json.MAPPER
                .readTree(Json.write(ExampleRecords.of(Topic.RUN_SCORED).getFirst()));
        ObjectNode more = record.deepCopy().put("surprise", 1);
        ObjectNode less = record.deepCopy();
        less.remove("run");
        ObjectNode other = record.deepCopy().put("paidUsd", "much");
        ObjectNode deep = record.deepCopy();
        ((ObjectNode) deep.at("/run/candidate")).put("surprise", 1);
        // Then
        assertThat(validate(record)).isEmpty();
        assertThat(validate(more)).singleElement().asString().contains("surprise");
        assertThat(validate(less)).singleElement().asString().contains("run");
        assertThat(validate(other)).singleElement().asString().contains("paidUsd");
        assertThat(validate(deep)).singleElement().asString().contains("surprise");
        assertThat(api.validate(Topic.RUN_SCORED, "not json".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isNotEmpty();
        assertThat(api.validate(Topic.RUN_COMPLETED, Json.MAPPER.writeValueAsBytes(record))).isNotEmpty();
    }

    private List<String> validate(JsonNode record) {
        return api.validate(Topic.RUN_SCORED, Json.MAPPER.writeValueAsBytes(record));
    }

    private <T> void examplesOf(Topic<T> topic) {
        assertThat(ExampleRecords.of(topic)).isNotEmpty()
                .allSatisfy(record -> assertThat(api.validateRecord(topic, record)).isEmpty());
    }

    private JsonNode channel(Topic<?> topic) {
        List<JsonNode> found = new ArrayList<>();
        api.document().get("channels").forEach(channel -> {
            if (channel.get("address").asString().equals(topic.topicName())) {
                found.add(channel);
            }
        });
        assertThat(found).as(topic.topicName()).hasSize(1);
        return found.getFirst();
    }

    private void compare(Class<?> type) {
        JsonNode schema = api.document().at("/components/schemas/" + name(type));
        assertThat(schema.has("description")).as(type + " is described").isTrue();
        if (FORMS.contains(type) || (type.isSealed() && !type.isRecord())) {
            return;
        }
        if (type.isEnum()) {
            List<String> constants = Arrays.stream(type.getEnumConstants()).map(String::valueOf).toList();
            assertThat(schema.get("enum").valueStream().map(JsonNode::asString).toList()).as(type.getName())
                    .isEqualTo(constants);
            return;
        }
        Set<String> properties = new TreeSet<>();
        Set<String> required = new TreeSet<>();
        tag(type).ifPresent(tag -> {
            properties.add(tag[0]);
            required.add(tag[0]);
            assertThat(schema.at("/properties/" + tag[0] + "/const").asString()).isEqualTo(tag[1]);
        });
        for (RecordComponent component : type.getRecordComponents()) {
            JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
            String name = renamed == null ? component.getName() : renamed.value();
            properties.add(name);
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                required.add(name);
            }
        }
        assertThat(new TreeSet<>(schema.get("properties").propertyNames())).as("components of " + type.getName())
                .isEqualTo(properties);
        Set<String> stated = new TreeSet<>();
        schema.path("required").forEach(name -> stated.add(name.asString()));
        assertThat(stated).as("required components of " + type.getName()).isEqualTo(required);
    }

    private static java.util.Optional<String[]> tag(Class<?> type) {
        for (Class<?> parent : type.getInterfaces()) {
            JsonTypeInfo info = parent.getAnnotation(JsonTypeInfo.class);
            JsonSubTypes kinds = parent.getAnnotation(JsonSubTypes.class);
            if (info != null && kinds != null) {
                return Arrays.stream(kinds.value())
                        .filter(kind -> kind.value() == type)
                        .map(kind -> new String[]{info.property(), kind.name()})
                        .findFirst();
            }
        }
        return java.util.Optional.empty();
    }

    private static String name(Class<?> type) {
        return NAMES.getOrDefault(type, type.getSimpleName());
    }

    private static void collect(Type type, Set<Class<?>> types) {
        if (type instanceof ParameterizedType generic) {
            Arrays.stream(generic.getActualTypeArguments()).forEach(argument -> collect(argument, types));
        } else if (type instanceof Class<?> found && found.getName().startsWith("dev.promptlooper.") && types.add(found)
                && !FORMS.contains(found)) {
            if (found.isSealed()) {
                Arrays.stream(found.getPermittedSubclasses()).forEach(kind -> collect(kind, types));
            }
            if (found.isRecord()) {
                Arrays.stream(found.getRecordComponents())
                        .forEach(component -> collect(component.getGenericType(), types));
            }
        }
    }
}
