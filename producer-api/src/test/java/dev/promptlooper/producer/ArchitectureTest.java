package dev.promptlooper.producer;

import dev.promptlooper.contracts.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void moduleKeepsTheArchitecture() {
        ArchitectureRules.of("dev.promptlooper.producer").core("space", "strategy").check();
    }
}
