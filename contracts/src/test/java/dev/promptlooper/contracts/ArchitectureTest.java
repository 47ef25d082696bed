package dev.promptlooper.contracts;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.promptlooper.contracts.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void contractsKeepTheArchitecture() {
        assertThatCode(() -> ArchitectureRules.of("dev.promptlooper.contracts")
                .core("event", "hash", "prompt", "sweep", "topic", "endpoint", "database", "statistics")
                .check()).doesNotThrowAnyException();
    }

    @Test
    void plumbingIsNotTheCore() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> ArchitectureRules.of("dev.promptlooper.contracts").core("kafka").check())
                .withMessageContaining("org.apache.kafka.clients")
                .withMessageContaining("TopicProvisioner");
    }

    @Test
    void packageWithoutClassesIsAMistakeNotASuccess() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> ArchitectureRules.of("dev.promptlooper.contacts").check())
                .withMessageContaining("no classes");
    }
}
