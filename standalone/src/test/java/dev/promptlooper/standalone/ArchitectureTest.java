package dev.promptlooper.standalone;

import dev.promptlooper.contracts.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void moduleKeepsTheArchitecture() {
        ArchitectureRules.of("dev.promptlooper.standalone")
                .core("fakellm", "cli", "bench", "database")
                // It runs the services, and the command line checks a sweep file as the API does.
                .mayUse("dev.promptlooper.producer", "dev.promptlooper.executor", "dev.promptlooper.scoring",
                        "dev.promptlooper.projector", "dev.promptlooper.mcp", "dev.promptlooper.producer.sweeps",
                        // The replay harness drives strategies as the planner does.
                        "dev.promptlooper.producer.strategy", "dev.promptlooper.producer.space",
                        "dev.promptlooper.producer.web")
                // SharedBeans and FakeLlm hand out the clock of all services and of the fake server. The others ask another process until it is ready or
                // has ended, and nothing there would tell them.
                .clocks("SharedBeans", "FakeLlm", "SweepRun", "SteerCommand", "VerdictLines", "Services",
                        "ServiceProcess", "Child",
                        "Bed", "Memory", "LiveLoad", "LiveStage", "LiveSockets", "LiveLeaks", "LiveBenchCommand",
                        "PipelineBenchCommand")
                .check();
    }
}
