package dev.promptlooper.projector;

import dev.promptlooper.contracts.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void moduleKeepsTheArchitecture() {
        ArchitectureRules.of("dev.promptlooper.projector").core("live").check();
    }
}
