package dev.promptlooper.producer.spending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepEvent.Totals;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.producer.RunningApi;
import dev.promptlooper.producer.RunningApi.Answer;
import dev.promptlooper.producer.SharedApi;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.List;

/// The cap from the outside: with a key over HTTP, and with what the planner says over Kafka.
class CappedKeyIT {

    private static final RunningApi api = SharedApi.api();
    private static String key;

    @BeforeAll
    static void makeKey() {
        api.upload("?name=capped&expected=answer", "text/csv", "question,answer\n1+1?,2\n");
        Answer user = api.post("/api/v1/users", "{\"name\": \"spender\", \"role\": \"editor\"}");
        Answer session = api.post("/api/v1/auth/redeem",
                "{\"token\": \"" + user.json().path("link").path("token").asString() + "\"}");
        String cookie = session.headers().getOrDefault("set-cookie", List.of()).getFirst().split(";", 2)[0];
        key = api.send(api.request("/api/v1/keys")
                .header("Cookie", cookie)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"name\": \"capped\", \"scopes\": [\"read\", \"run\"], \"dailySpendUsd\": 5}")))
                .json()
                .path("secret")
                .asString();
    }

    @Test
    void keyLaunchesUnderItsCapAndGetsBackWhatItsSweepsDidNotNeed() throws Exception {
        // When
        Answer unlimited = launch("{}");
        Answer first = launch("{\"usd\": 4}");
        Answer second = launch("{\"usd\": 4}");
        // Then
        assertThat(unlimited.status()).isEqualTo(422);
        assertThat(unlimited.errors()).singleElement().asString().startsWith("budget.usd: ");
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.json().path("type").asString()).isEqualTo("urn:promptlooper:problem:spend-cap");
        assertThat(second.json().path("capUsd").asDouble()).isEqualTo(5);
        assertThat(second.json().path("committedUsd").asDouble()).isEqualTo(4);
        assertThat(second.json().path("askedUsd").asDouble()).isEqualTo(4);
        String id = first.json().path("sweepId").asString();
        assertThat(budget(id, 1, 5.5).status()).isEqualTo(409);
        assertThat(budget(id, 1, 5).status()).isEqualTo(202);
        // A command that was refused left no trace: the version is still the one before it.
        assertThat(budget(id, 2, 4).status()).isEqualTo(202);
        // When the planner says that it has ended
        SharedApi.kafka()
                .send(Topic.SWEEP_EVENT, id,
                        new SweepEvent(1, id, 1, Clock.systemUTC().millis(), SweepEvent.Kind.CANCELLED,
                                SweepStatus.CANCELLED,
                                3, null, null, "", List.of(), new Totals(null, 1, 1, 0, 0, 0, 0.25, 10, 1, 0, 0)));
        // Then
        await().untilAsserted(() -> assertThat(spent()).isEqualTo(0.25));
        assertThat(launch("{\"usd\": 4.75}").status()).isEqualTo(201);
        assertThat(launch("{\"usd\": 0.01}").status()).isEqualTo(409);
    }

    private static double spent() {
        return api.get("/api/v1/keys")
                .json()
                .path("keys")
                .valueStream()
                .filter(found -> found.path("owner").asString().equals("spender"))
                .findFirst()
                .orElseThrow()
                .path("spentTodayUsd")
                .asDouble();
    }

    private static Answer launch(String budget) {
        return send("/api/v1/sweeps", """
                {"name": "capped",
                 "prompts": [{"name": "terse", "messages": [{"role": "user", "content": "{{question}}"}]}],
                 "models": ["fake/m1"], "dataset": "capped", "scorers": [{"type": "equals"}], "budget": %s}"""
                .formatted(budget));
    }

    private static Answer budget(String sweep, int version, double usd) {
        return send("/api/v1/sweeps/" + sweep + "/commands",
                "{\"op\": \"budget\", \"expectedVersion\": " + version + ", \"budget\": {\"usd\": " + usd + "}}");
    }

    private static Answer send(String path, String json) {
        return api.send(api.request(path)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }
}
