package dev.promptlooper.executor;

import dev.promptlooper.contracts.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void moduleKeepsTheArchitecture() {
        ArchitectureRules.of("dev.promptlooper.executor").core("limits").check();
    }
}
