package dev.promptlooper.standalone.fakellm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promptlooper.contracts.json.Json;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

class FakeLlmTest {

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private FakeLlm llm = FakeLlm.start(FakeLlmOptions.DEFAULT);

    @AfterEach
    void stop() {
        llm.close();
        http.close();
    }

    @Test
    void sameRequestGetsTheSameAnswerAndIsBookedTwice() throws Exception {
        // When
        JsonNode first = json(chat("large", "What is 17 + 25?", 0, null));
        JsonNode second = json(chat("large", "What is 17 + 25?", 0, null));
        // Then
        assertThat(content(first)).isEqualTo("42").isEqualTo(content(second));
        assertThat(first.path("usage").path("total_tokens").asInt()).isPositive();
        awaitBooked(2);
        assertThat(llm.ledger().paid()).isEqualTo(2);
        assertThat(llm.ledger().paidAgain()).isEqualTo(1);
    }

    @Test
    void largerModelsErrLessAndHeatErrsMore() throws Exception {
        assertThat(correct("large", 0)).isGreaterThan(correct("small", 0));
        assertThat(correct("small", 0)).isGreaterThan(correct("small", 1.6));
    }

    @Test
    void streamCarriesTheSameTextAndEndsWithUsage() throws Exception {
        // Given
        String whole = content(json(chat("large", "Name a road.", 0, null)));
        // When
        String events = post("/chat/completions", body("large", "Name a road.", 0,
                ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"), null).body();
        // Then
        StringBuilder text = new StringBuilder();
        boolean usage = false;
        for (String line : events.split("\n\n")) {
            if (!line.equals("data: [DONE]")) {
                JsonNode event = Json.read(line.substring("data: ".length()), JsonNode.class);
                text.append(event.path("choices").path(0).path("delta").path("content").asString(""));
                usage |= event.path("usage").path("total_tokens").asInt(0) > 0;
            }
        }
        assertThat(events).endsWith("data: [DONE]\n\n");
        // The body differs by the stream flag, so the made-up words differ; a solved question does not.
        assertThat(text).isNotEmpty();
        assertThat(whole).isNotEmpty();
        assertThat(usage).isTrue();
    }

    @Test
    void embeddingsOfSimilarTextsAreNear() throws Exception {
        // When
        JsonNode data = json(post("/embeddings",
                "{\"model\":\"e\",\"input\":[\"the red boat sails\",\"the red boat sank\",\"taxes rose in spring\"]}",
                null))
                .path("data");
        // Then
        assertThat(dot(data, 0, 0)).isBetween(0.999, 1.001);
        assertThat(dot(data, 0, 1)).isGreaterThan(dot(data, 0, 2));
    }

    @Test
    void rateLimitSaysWhenToComeBack() throws Exception {
        // Given
        llm.change(options -> options.withFaults(new FaultPlan(1, 0, 0, 0, 0, 0, 1))
                .withRetryAfter(RetryAfter.SECONDS, 7));
        // When
        HttpResponse<String> refused = chat("small", "What is 1 + 1?", 0, null);
        HttpResponse<String> admitted = chat("small", "What is 1 + 1?", 0, null);
        // Then
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).hasValue("7");
        assertThat(admitted.statusCode()).isEqualTo(200);
        awaitBooked(2);
        assertThat(llm.stats().faults()).containsEntry("rate-limited", 1L);
    }

    @Test
    void retryAfterMayBeADateOrAbsent() throws Exception {
        llm.change(
                options -> options.withFaults(new FaultPlan(1, 0, 0, 0, 0, 0, 0)).withRetryAfter(RetryAfter.DATE, 3));
        assertThat(chat("small", "x", 0, null).headers().firstValue("retry-after").orElseThrow()).endsWith("GMT");
        llm.change(options -> options.withRetryAfter(RetryAfter.ABSENT, 3));
        assertThat(chat("small", "x", 0, null).headers().firstValue("retry-after")).isEmpty();
    }

    @Test
    void requestsBeyondTheMinuteAreRefused() throws Exception {
        // Given
        llm.change(options -> options.withLimits(2, null));
        // When
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            statuses.add(chat("small", "What is 1 + " + i + "?", 0, null).statusCode());
        }
        // Then
        assertThat(statuses).containsExactly(200, 200, 429);
    }

    @Test
    void brokenConnectionsAreErrorsAndNeverPaid() throws Exception {
        for (FaultPlan plan : List.of(new FaultPlan(0, 0, 0, 1, 0, 0, 0), new FaultPlan(0, 0, 0, 0, 1, 0, 0))) {
            llm.change(options -> options.withFaults(plan));
            for (int i = 0; i < 5; i++) {
                int n = i;
                assertThatThrownBy(() -> chat("small", "What is 2 + " + n + "?", 0, null))
                        .isInstanceOf(IOException.class);
            }
        }
        awaitBooked(10);
        assertThat(llm.ledger().paid()).isZero();
    }

    @Test
    void garbageIsHtmlWithStatus200() throws Exception {
        llm.change(options -> options.withFaults(new FaultPlan(0, 0, 0, 0, 0, 1, 0)));
        HttpResponse<String> response = chat("small", "x", 0, null);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).startsWith("<!DOCTYPE html>");
        awaitBooked(1);
        assertThat(llm.ledger().paid()).isZero();
    }

    @Test
    void hangingCallIsBookedWhenTheClientGivesUp() throws Exception {
        // Given
        llm.change(options -> options.withFaults(new FaultPlan(0, 0, 1, 0, 0, 0, 0)));
        HttpRequest request = HttpRequest.newBuilder(URI.create(llm.url() + "/chat/completions"))
                .timeout(Duration.ofMillis(200))
                .POST(HttpRequest.BodyPublishers.ofString(body("small", "x", 0, "")))
                .build();
        // When
        assertThatThrownBy(() -> http.send(request, HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
        // Then
        Awaitility.await().untilAsserted(() -> assertThat(llm.ledger().entries()).singleElement().satisfies(entry -> {
            assertThat(entry.fault()).isEqualTo("hang");
            assertThat(entry.sent()).isFalse();
        }));
    }

    @Test
    void callsWaitAtTheSameTime() throws Exception {
        // Given
        llm.change(options -> options.withLatency(Latency.parse("uniform:150-250")));
        // When
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(http.sendAsync(request("/chat/completions", body("small", "What is 3 + " + i + "?", 0, ""), null),
                    HttpResponse.BodyHandlers.ofString()));
        }
        calls.forEach(CompletableFuture::join);
        // Then
        awaitBooked(50);
        assertThat(llm.stats().maxInFlight()).isGreaterThan(10);
        assertThat(llm.stats().inFlight()).isZero();
    }

    @Test
    void recordedAnswersAreServedOncePerRepeat(@TempDir Path folder) throws Exception {
        // Given
        Path answers = Files.writeString(folder.resolve("answers.jsonl"),
                """
                        {"model":"m","agent":"terse","params":{"temperature":0.0},"case":1,"outputs":["A","B","C"],"tokens_in":10,"tokens_out":4}
                        {"model":"m","agent":"terse","params":{"temperature":0.5},"case":1,"outputs":["D","E","F"]}
                        """);
        Path cases = Files.writeString(folder.resolve("cases.jsonl"),
                "{\"id\":1,\"question\":\"Which letter?\",\"answer\":\"A\"}\n");
        llm.change(options -> options.withReplay(new ReplaySource(answers, cases, null)));
        String request = "{\"model\":\"m\",\"temperature\":0,\"messages\":[{\"role\":\"system\",\"content\":\"terse\"},{\"role\":\"user\",\"content\":\"Which letter?\"}]}";
        // When
        Set<String> outputs = new HashSet<>();
        int tokensIn = 0;
        for (String key : List.of("k1", "k2", "k3")) {
            JsonNode answer = json(post("/chat/completions", request, key));
            outputs.add(content(answer));
            tokensIn += answer.path("usage").path("prompt_tokens").asInt();
        }
        // Then
        assertThat(outputs).containsExactlyInAnyOrder("A", "B", "C");
        assertThat(tokensIn).isEqualTo(10);
        assertThat(content(json(post("/chat/completions", request, "k1")))).isEqualTo("A");
        assertThat(content(
                json(post("/chat/completions", request.replace("\"temperature\":0", "\"temperature\":0.50"), "k9"))))
                .isEqualTo("D");
        assertThat(post("/chat/completions", request.replace("Which", "What"), "k1").statusCode()).isEqualTo(400);
    }

    @Test
    void ledgerIsServedAndWritten(@TempDir Path folder) throws Exception {
        // Given
        Path file = folder.resolve("ledger.jsonl");
        try (FakeLlm other = FakeLlm.start(FakeLlmOptions.DEFAULT.withLedgerFile(file))) {
            // When
            http.send(request(other.url() + "/chat/completions", body("small", "What is 1 + 2?", 0, ""), "key-1"),
                    HttpResponse.BodyHandlers.ofString());
            String served = http
                    .send(HttpRequest.newBuilder(URI.create(other.url().replace("/v1", "/_fake/ledger"))).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            // Then
            assertThat(served).contains("\"key\":\"key-1\"").contains("\"sent\":true");
        }
        assertThat(Files.readString(file)).contains("\"key\":\"key-1\"");
    }

    @Test
    void takenPortIsNamedWithWhatToDo() {
        assertThatThrownBy(() -> FakeLlm.start(FakeLlmOptions.DEFAULT.withPort(llm.port())).close())
                .hasMessageContaining(String.valueOf(llm.port()))
                .hasMessageContaining("--port");
    }

    /// A call is booked once its answer is handed to the network; the client may have read it by then.
    private void awaitBooked(int calls) {
        Awaitility.await().until(() -> llm.ledger().size(), size -> size == calls);
    }

    private long correct(String model, double temperature) throws Exception {
        long correct = 0;
        for (int i = 0; i < 200; i++) {
            if (content(json(chat(model, "What is " + i + " + 13 * 4?", temperature, null)))
                    .equals(String.valueOf(i + 52))) {
                correct++;
            }
        }
        return correct;
    }

    private HttpResponse<String> chat(String model, String user, double temperature,
            @org.jspecify.annotations.Nullable String key)
            throws Exception {
        return post("/chat/completions", body(model, user, temperature, ""), key);
    }

    private static String body(String model, String user, double temperature, String more) {
        return "{\"messages\":[{\"content\":" + Json.write(user) + ",\"role\":\"user\"}],\"model\":\"" + model
                + "\",\"temperature\":" + temperature + more + "}";
    }

    private HttpResponse<String> post(String path, String body, @org.jspecify.annotations.Nullable String key)
            throws Exception {
        return http.send(request(llm.url() + path, body, key), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String pathOrUrl, String body, @org.jspecify.annotations.Nullable String key) {
        HttpRequest.Builder builder = HttpRequest
                .newBuilder(URI.create(pathOrUrl.startsWith("http") ? pathOrUrl : llm.url() + pathOrUrl))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return (key == null ? builder : builder.header("Idempotency-Key", key)).build();
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).describedAs(response.body()).isEqualTo(200);
        return Json.read(response.body(), JsonNode.class);
    }

    private static String content(JsonNode completion) {
        return completion.path("choices").path(0).path("message").path("content").asString();
    }

    private static double dot(JsonNode data, int a, int b) {
        double sum = 0;
        for (int i = 0; i < data.path(a).path("embedding").size(); i++) {
            sum += data.path(a).path("embedding").path(i).asDouble()
                    * data.path(b).path("embedding").path(i).asDouble();
        }
        return sum;
    }
}
