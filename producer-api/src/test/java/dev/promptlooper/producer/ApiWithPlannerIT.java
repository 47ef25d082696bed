package dev.promptlooper.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.producer.RunningApi.Answer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

class ApiWithPlannerIT {

    @Test
    void launchOverHttpBecomesRunRequests(@TempDir Path stateDir) {
        try (TestKafka kafka = TestKafka.start(stateDir);
                RunningApi api = RunningApi.startWithPlanner(kafka.settings(),
                        EndpointCatalog.of(Endpoint.of("fake", "http://127.0.0.1:9/v1")))) {
            // Given
            api.upload("?name=cases&expected=answer", "text/csv", "question,answer\n1+1?,2\n2+2?,4\n3+3?,6\n");
            String sweep = """
                    {"prompts": [{"name": "terse", "messages": [{"role": "user", "content": "{{question}}"}]}],
                     "models": ["fake/m1"], "params": {"temperature": [0, 0.4]}, "dataset": {"name": "cases", "limit": 2},
                     "scorers": [{"type": "equals"}]}""";
            // When
            Answer plan = api.post("/api/v1/sweeps:plan", sweep);
            Answer launch = api.post("/api/v1/sweeps", sweep);
            // Then
            assertThat(plan.status()).as(plan.text()).isEqualTo(200);
            assertThat(plan.json().path("plan").path("runs").asInt()).isEqualTo(4);
            assertThat(launch.status()).as(launch.text()).isEqualTo(201);
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(kafka.values(Topic.SWEEP_EVENT)).extracting(SweepEvent::kind)
                        .contains(SweepEvent.Kind.LAUNCHED);
                assertThat(kafka.values(Topic.RUN_REQUESTED)).hasSize(4)
                        .extracting(RunRequested::configHash)
                        .doesNotHaveDuplicates();
            });
            assertThat(api.get("/actuator/health/readiness").status()).isEqualTo(200);
        }
    }
}
