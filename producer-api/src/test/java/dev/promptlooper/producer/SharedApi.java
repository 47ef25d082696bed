package dev.promptlooper.producer;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.producer.plan.SweepPlan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/// One broker and one API (without the planner) for all tests of a JVM that do not change the servers themselves. Endpoints
/// `fake` and `openai`; the estimator objects to sweeps named `impossible`. Ends with the JVM.
public final class SharedApi {

    private static final TestKafka KAFKA = startKafka();
    private static final RunningApi API = RunningApi.start(KAFKA.settings(),
            EndpointCatalog.of(Endpoint.of("fake", "http://127.0.0.1:9/v1"),
                    Endpoint.of("openai", "http://127.0.0.1:9/v1")),
            definition -> RunningApi.plan(definition.name().equals("impossible")
                    ? List.of(new SweepPlan.Problem("params.top_p", null, "a grid needs points"))
                    : List.of()));

    private SharedApi() {}

    public static TestKafka kafka() {
        return KAFKA;
    }

    public static RunningApi api() {
        return API;
    }

    private static TestKafka startKafka() {
        try {
            return TestKafka.start(Files.createTempDirectory("producer-api"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
