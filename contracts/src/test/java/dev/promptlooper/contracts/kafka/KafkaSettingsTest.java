package dev.promptlooper.contracts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

class KafkaSettingsTest {

    private static final Map<String, String> ENVIRONMENT = Map.of("KAFKA_BOOTSTRAP_SERVERS", "b:9092",
            "PROMPTLOOPER_PARTITIONS", "12",
            "PROMPTLOOPER_REPLICATION", "3", "PROMPTLOOPER_STATE_DIR", "/state", "KAFKA_CLIENT_SASL_JAAS_CONFIG",
            "password=CANARY",
            "KAFKA_CLIENT_SECURITY_PROTOCOL", "SASL_SSL");

    @Test
    void environmentSaysEverything() {
        // When
        KafkaSettings settings = KafkaSettings.fromEnvironment(ENVIRONMENT);
        // Then
        assertThat(settings.partitions()).isEqualTo(12);
        assertThat(settings.replication()).isEqualTo((short) 3);
        assertThat(settings.common()).containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("bootstrap.servers", "b:9092");
    }

    @Test
    void passwordsAreNeverShown() {
        assertThat(KafkaSettings.fromEnvironment(ENVIRONMENT).toString()).contains("sasl.jaas.config")
                .doesNotContain("CANARY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "four", "1.5", "99999"})
    void wrongNumberIsNamed(String number) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KafkaSettings.fromEnvironment(
                        Map.of("KAFKA_BOOTSTRAP_SERVERS", "b", "PROMPTLOOPER_PARTITIONS", number)))
                .withMessageContaining("PROMPTLOOPER_PARTITIONS")
                .withMessageContaining(number);
    }

    @Test
    void absentBrokerSaysWhatToDo() {
        assertThatIllegalArgumentException().isThrownBy(() -> KafkaSettings.fromEnvironment(Map.of()))
                .withMessageContaining("start standalone");
    }

    @Test
    void streamsStateLivesUnderTheClusterAndIsAcceptedByKafka() {
        // When
        Map<String, Object> config = KafkaSettings.fromEnvironment(ENVIRONMENT).streams("app", true, 100, "cluster-1");
        // Then
        assertThat(config).containsEntry("state.dir", "/state/cluster-1").containsEntry("commit.interval.ms", 100L);
        assertThat(new StreamsConfig(config).getInt("replication.factor")).isEqualTo(3);
    }

    @Test
    void everyReaderReadsCommittedRecordsOnly() {
        KafkaSettings settings = KafkaSettings.fromEnvironment(ENVIRONMENT);
        assertThat(settings.consumer("g")).containsEntry("isolation.level", "read_committed")
                .containsEntry("group.protocol", "consumer");
        assertThat(settings.streams("app", false, 100, "c")).containsEntry("consumer.isolation.level",
                "read_committed");
    }
}
