package dev.promptlooper.contracts;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.promptlooper.contracts.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void contractsKeepTheArchitecture() {
        assertThatCode(() -> ArchitectureRules.of("dev.promptlooper.contracts")
                .core("event", "hash", "prompt", "sweep", "topic", "endpoint", "database")
                .check()).doesNotThrowAnyException();
    }
}
