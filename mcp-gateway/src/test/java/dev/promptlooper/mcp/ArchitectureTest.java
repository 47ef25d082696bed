package dev.promptlooper.mcp;

import dev.promptlooper.contracts.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void moduleKeepsTheArchitecture() {
        ArchitectureRules.of("dev.promptlooper.mcp")
                .core("rest", "tool", "resource", "prompt", "completion", "registry", "protocol", "access", "limits",
                        "subscription", "modern", "legacy", "endpoint", "stdio")
                .check();
    }
}
