package dev.promptlooper.executor.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.database.BodyStore;
import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.endpoint.ModelPrice;
import dev.promptlooper.contracts.endpoint.SecretRef;
import dev.promptlooper.contracts.event.CallFailed;
import dev.promptlooper.contracts.event.CallRequested;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.ResponseRecorded;
import dev.promptlooper.contracts.event.Text;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.testkit.TestPostgres;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.executor.ExecutorUnderTest;
import dev.promptlooper.executor.FakeEndpoint;
import dev.promptlooper.executor.Fixtures;
import dev.promptlooper.executor.limits.Backoff;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// The caller against a real broker, a real database and a local endpoint.
class CallerIT {

    private static final String KEY = "sk-canary-0123456789abcdef";

    @TempDir
    static Path temp;
    private static TestKafka kafka;
    private static KafkaProducer<String, byte[]> producer;
    private static final PGSimpleDataSource DATABASE = new PGSimpleDataSource();
    private static final AtomicInteger QUESTIONS = new AtomicInteger();

    private FakeEndpoint endpoint;
    private final Map<String, Endpoint> endpoints = new HashMap<>();
    private final EndpointCatalog catalog = () -> List.copyOf(endpoints.values());
    private final List<AutoCloseable> running = new ArrayList<>();

    @BeforeAll
    static void start() {
        kafka = TestKafka.start(temp);
        producer = new KafkaProducer<>(kafka.settings().producer());
        DATABASE.setUrl(TestPostgres.newDatabase());
        Flyway.configure()
                .dataSource(DATABASE)
                .schemas("bodies")
                .defaultSchema("bodies")
                .locations("classpath:db/bodies")
                .load()
                .migrate();
    }

    @AfterAll
    static void stop() {
        producer.close();
        kafka.close();
    }

    @BeforeEach
    void startEndpoint() throws IOException {
        endpoint = track(new FakeEndpoint());
        endpoints.put("local", endpoint("local", endpoint.url(), 16));
    }

    @AfterEach
    void stopAll() throws Exception {
        for (AutoCloseable part : running.reversed()) {
            part.close();
        }
    }

    @Test
    void callSendsTheExactBytesWithKeyAndRecordsTheAnswerWithItsPrice() {
        // Given
        endpoints.put("local", new Endpoint("local", endpoint.url(), SecretRef.parse("env:THE_KEY"),
                Map.of("X-Team", "env:THE_TEAM"), 4, null, null, Duration.ofSeconds(10), 3, 64,
                Map.of("*", new ModelPrice(1, 2))));
        caller();
        // When
        CallRequested call = ask("local", endpoint.url(), "ünïcode \"quotes\"", 50);
        // Then
        ResponseRecorded response = awaitResponse(call);
        FakeEndpoint.Request request = endpoint.requests().getFirst();
        assertThat(request.body()).isEqualTo(call.body());
        assertThat(request.headers()).containsEntry("Authorization", List.of("Bearer " + KEY))
                .containsEntry("X-team", List.of("blue"))
                .containsEntry("Idempotency-key", List.of(call.configHash()));
        assertThat(response.answer().output()).isEqualTo(Text.of("42"));
        assertThat(response.answer().costUsd()).isEqualTo((7 + 2 * 3) / 1e6);
        assertThat(response.answer().attempts()).hasSize(1);
        assertThat(response.body()).isEqualTo(call.body());
    }

    @Test
    void transientFailuresAreRetriedAndRetryAfterIsHonouredByTheWholeEndpoint() {
        // Given
        AtomicInteger calls = new AtomicInteger();
        List<Long> times = new CopyOnWriteArrayList<>();
        endpoint.behaving((exchange, _) -> {
            times.add(System.nanoTime());
            if (calls.getAndIncrement() == 0) {
                exchange.getResponseHeaders().set("Retry-After", "1");
                FakeEndpoint.answer(exchange, 429, "{\"error\":{\"message\":\"slow down\"}}");
            } else {
                FakeEndpoint.answer(exchange, 200, FakeEndpoint.ANSWER);
            }
        });
        endpoints.put("local", endpoint("local", endpoint.url(), 1));
        caller();
        // When
        CallRequested first = ask("local", endpoint.url(), question(), 50);
        CallRequested second = ask("local", endpoint.url(), question(), 50);
        // Then
        awaitResponse(first);
        awaitResponse(second);
        assertThat(times.get(1) - times.get(0)).isGreaterThanOrEqualTo(1_000_000_000L);
        assertThat(times).hasSize(3);
    }

    @Test
    void s43EveryFailureHasItsClass() {
        // Given
        Map<String, FailureClass> expected = new HashMap<>();
        endpoint.behaving((exchange, body) -> {
            if (body.contains("bad-request")) {
                FakeEndpoint.answer(exchange, 400, "{\"error\":{\"message\":\"no such parameter; key " + KEY + "\"}}");
            } else if (body.contains("unauthorized")) {
                FakeEndpoint.answer(exchange, 401, "{\"error\":{\"message\":\"bad key " + KEY + "\"}}");
            } else if (body.contains("server-error")) {
                FakeEndpoint.answer(exchange, 503, "");
            } else if (body.contains("html")) {
                FakeEndpoint.answer(exchange, 200, "<html>" + KEY + "</html>");
            } else if (body.contains("redirect")) {
                exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
                FakeEndpoint.answer(exchange, 302, "");
            } else if (body.contains("throttled")) {
                FakeEndpoint.answer(exchange, 429, "");
            } else if (body.contains("hangs")) {
                exchange.sendResponseHeaders(200, 0);
                for (int i = 0; i < 100; i++) { // trickles for ever
                    exchange.getResponseBody().write(' ');
                    exchange.getResponseBody().flush();
                    FakeEndpoint.sleep(Duration.ofMillis(100));
                }
            } else if (body.contains("cut-off")) {
                exchange.sendResponseHeaders(200, 5_000);
                exchange.getResponseBody().write("{\"choices\":[".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            } else if (body.contains("endless")) {
                exchange.sendResponseHeaders(200, 0);
                byte[] chunk = new byte[1 << 20];
                for (int i = 0; i < 30; i++) {
                    exchange.getResponseBody().write(chunk);
                }
            }
        });
        endpoints.put("local", new Endpoint("local", endpoint.url(), SecretRef.parse("env:THE_KEY"), Map.of(), 16, null,
                null, Duration.ofSeconds(4), 2, 64, Map.of()));
        endpoints.put("hasty", new Endpoint("hasty", endpoint.url(), null, Map.of(), 4, null, null,
                Duration.ofMillis(800), 2, 64, Map.of()));
        endpoints.put("nokey", new Endpoint("nokey", endpoint.url(), SecretRef.parse("env:MISSING_KEY"), Map.of(), 4,
                null, null, Duration.ofSeconds(2), 2, 64, Map.of()));
        endpoints.put("dead", endpoint("dead", "http://127.0.0.1:1/v1", 4));
        caller();
        // When
        Map.of("bad-request", FailureClass.BAD_REQUEST, "unauthorized", FailureClass.UNAUTHORIZED, "server-error",
                FailureClass.SERVER_ERROR, "html", FailureClass.MALFORMED_RESPONSE, "redirect",
                FailureClass.BAD_REQUEST, "throttled", FailureClass.RATE_LIMITED, "cut-off", FailureClass.CONNECTION,
                "endless", FailureClass.RESPONSE_TOO_LARGE)
                .forEach((kind, failure) -> expected
                        .put(ask("local", endpoint.url(), kind + question(), 50).configHash(), failure));
        expected.put(ask("hasty", endpoint.url(), "hangs" + question(), 50).configHash(), FailureClass.TIMEOUT);
        expected.put(ask("nokey", endpoint.url(), question(), 50).configHash(), FailureClass.UNAUTHORIZED);
        expected.put(ask("dead", "http://127.0.0.1:1/v1", question(), 50).configHash(), FailureClass.CONNECTION);
        expected.put(ask("nowhere", endpoint.url(), question(), 50).configHash(), FailureClass.UNKNOWN_ENDPOINT);
        expected.put(ask("local", "http://127.0.0.1:2/v1", question(), 50).configHash(),
                FailureClass.UNKNOWN_ENDPOINT);
        // Then
        Map<String, FailureClass> found = new HashMap<>();
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            failures().stream()
                    .filter(failed -> expected.containsKey(failed.configHash()))
                    .forEach(failed -> found.put(failed.configHash(), failed.failure()));
            assertThat(found).isEqualTo(expected);
        });
        assertThat(failures()).extracting(CallFailed::message).noneMatch(message -> message.contains("canary"));
        assertThat(failures()).flatExtracting(CallFailed::attempts)
                .allSatisfy(attempt -> assertThat(String.valueOf(attempt)).doesNotContain("canary"));
    }

    @Test
    void slowEndpointDoesNotHoldUpAnother() throws IOException {
        // Given
        FakeEndpoint slow = track(new FakeEndpoint()).slow(Duration.ofSeconds(20));
        endpoints.put("slow", endpoint("slow", slow.url(), 2));
        caller();
        // When
        for (int i = 0; i < 200; i++) {
            ask("slow", slow.url(), question(), 90);
        }
        List<CallRequested> quick = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            quick.add(ask("local", endpoint.url(), question(), 10));
        }
        // Then
        await().atMost(Duration.ofSeconds(15)).until(() -> endpoint.calls() == 50);
        awaitResponse(quick.getLast());
        assertThat(slow.peakConcurrency()).isLessThanOrEqualTo(2);
    }

    @Test
    void higherPriorityOvertakesInsideAnEndpoint() {
        // Given
        endpoint.slow(Duration.ofMillis(100));
        endpoints.put("local", endpoint("local", endpoint.url(), 1));
        List<CallRequested> low = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            low.add(ask("local", endpoint.url(), question(), 10));
        }
        CallRequested high = send(call("urgent", "local", endpoint.url(), question(), 90, null));
        // When
        caller();
        // Then
        awaitResponse(low.getLast());
        await().until(() -> endpoint.calls() == 21);
        List<String> order = endpoint.requests().stream().map(FakeEndpoint.Request::hash).toList();
        assertThat(order.indexOf(high.configHash())).isLessThan(15);
    }

    @Test
    void duplicatesUnderWayAndAfterwardsAreCalledOnce() {
        // Given
        endpoint.slow(Duration.ofMillis(300));
        caller();
        CallRequested call = call("local", endpoint.url(), question(), 50);
        // When
        send(call);
        send(call);
        awaitResponse(call);
        send(call);
        CallRequested last = ask("local", endpoint.url(), question(), 50);
        // Then
        awaitResponse(last);
        assertThat(endpoint.callsByHash().get(call.configHash())).hasValue(1);
    }

    @Test
    void killedCallerIsTakenOverAndPaysAgainAtMostWhatWasUnderWay() {
        // Given
        endpoint.slow(Duration.ofMillis(250));
        int concurrency = 16;
        Caller first = caller();
        List<CallRequested> calls = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            calls.add(ask("local", endpoint.url(), question(), 50));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> endpoint.calls() >= 150);
        // When
        first.abandon();
        running.remove(first);
        caller();
        // Then
        awaitResponses(calls);
        int twice = endpoint.calls() - 400;
        // Under way is a call until its answer is with the broker, some milliseconds after its slot went to the next one.
        assertThat(twice).isBetween(0, 2 * concurrency);
    }

    @Test
    void twoCallersShareThePartitionsAndTheLimitOfTheEndpoint() {
        // Given
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger peak = new AtomicInteger();
        // A call ends for its caller when the answer is written, so the count must go down before that.
        endpoint.behaving((exchange, body) -> {
            peak.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            FakeEndpoint.sleep(Duration.ofMillis(50));
            atOnce.decrementAndGet();
            FakeEndpoint.answer(exchange, 200, FakeEndpoint.ANSWER);
        });
        Caller first = caller();
        Caller second = caller();
        awaitShared(first, second);
        // When
        List<CallRequested> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            calls.add(ask("local", endpoint.url(), question(), 50));
        }
        // Then
        await().atMost(Duration.ofSeconds(60)).until(() -> endpoint.calls() >= 200);
        awaitResponses(calls);
        assertThat(endpoint.calls()).isEqualTo(200);
        assertThat(peak).hasValueBetween(10, 16);
    }

    @Test
    void twoCallersShareTheLimitOfASweepAndTheRestOfTheEndpointIsForTheOthers() {
        // Given
        endpoint.slow(Duration.ofMillis(50));
        String limited = "limited-" + question();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger peak = new AtomicInteger();
        AtomicInteger allAtOnce = new AtomicInteger();
        AtomicInteger peakOfAll = new AtomicInteger();
        endpoint.behaving((exchange, body) -> {
            peakOfAll.accumulateAndGet(allAtOnce.incrementAndGet(), Math::max);
            boolean counts = body.contains(limited);
            if (counts) {
                peak.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            }
            FakeEndpoint.sleep(Duration.ofMillis(50));
            if (counts) {
                atOnce.decrementAndGet();
            }
            allAtOnce.decrementAndGet();
            FakeEndpoint.answer(exchange, 200, FakeEndpoint.ANSWER);
        });
        awaitShared(caller(), caller());
        // When
        List<CallRequested> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(send(call("limited", "local", endpoint.url(), limited + i, 50, 4)));
            calls.add(ask("local", endpoint.url(), question(), 50));
        }
        // Then
        awaitResponses(calls);
        assertThat(peak).hasValueBetween(3, 4);
        assertThat(peakOfAll).hasValueBetween(10, 16);
    }

    @Test
    void whatFailedBehindAStuckCallIsNotCalledAgainAfterATakeOver() {
        // Given
        endpoint.behaving((exchange, body) -> {
            if (body.contains("stuck")) {
                FakeEndpoint.sleep(Duration.ofSeconds(4));
            } else if (body.contains("bad")) {
                FakeEndpoint.answer(exchange, 400, "{\"error\":{\"message\":\"no\"}}");
                return;
            }
            FakeEndpoint.answer(exchange, 200, FakeEndpoint.ANSWER);
        });
        Caller first = caller();
        List<CallRequested> stuck = new ArrayList<>();
        for (int i = 0; i < 4 * kafka.settings().partitions(); i++) { // one at least in most partitions
            stuck.add(ask("local", endpoint.url(), "stuck" + question(), 50));
        }
        endpoints.put("quick", endpoint("quick", endpoint.url(), 16));
        List<CallRequested> bad = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            bad.add(ask("quick", endpoint.url(), "bad" + question(), 50));
        }
        awaitFailures(bad);
        // When
        first.abandon();
        running.remove(first);
        caller();
        // Then
        awaitResponses(stuck);
        assertThat(bad).allSatisfy(call -> assertThat(endpoint.callsByHash().get(call.configHash())).hasValue(1));
    }

    @Test
    void partitionIsNotReadFartherAheadThanASuccessorCanLookThrough() {
        // Given
        endpoint.behaving((exchange, body) -> {
            if (body.contains("stuck")) {
                FakeEndpoint.sleep(Duration.ofSeconds(3));
            }
            FakeEndpoint.answer(exchange, 200, FakeEndpoint.ANSWER);
        });
        CallerSettings few = new CallerSettings(20_000, 64 << 20, 50, Duration.ofMillis(200), Duration.ofSeconds(2),
                Duration.ofSeconds(4), Backoff.DEFAULT);
        List<CallRequested> calls = new ArrayList<>();
        CallRequested stuck = ask("local", endpoint.url(), "stuck" + question(), 50);
        for (int i = 0; i < 3_000; i++) {
            calls.add(call("local", endpoint.url(), question(), 50));
        }
        sendAll(calls);
        // When
        track(ExecutorUnderTest.caller(kafka, DATABASE, catalog, Map.of(), few));
        // Then
        awaitResponse(stuck);
        awaitResponses(calls);
        assertThat(endpoint.calls()).isEqualTo(3_001);
    }

    @Test
    void largeAnswersGoToTheBodyStore() throws Exception {
        // Given
        String large = "x".repeat(400_000);
        endpoint.behaving((exchange, _) -> FakeEndpoint.answer(exchange, 200,
                "{\"choices\":[{\"message\":{\"content\":\"" + large + "\"}}]}"));
        caller();
        // When
        ResponseRecorded response = awaitResponse(ask("local", endpoint.url(), question(), 50));
        // Then
        assertThat(response.answer().output()).isInstanceOf(Text.Stored.class);
        assertThat(response.answer().usage().estimated()).isTrue();
        assertThat(new BodyStore(DATABASE, kafka.settings().limits()).load(response.answer().output()))
                .hasValue(large);
    }

    @Test
    void poisonBecomesADeadLetterAndNothingStops() {
        // Given
        caller();
        // When
        kafka.sendBytes(Topic.CALL_REQUESTED.topicName(), "poison", new byte[]{1, 2, 3});
        CallRequested call = ask("local", endpoint.url(), question(), 50);
        // Then
        awaitResponse(call);
        await().untilAsserted(() -> assertThat(kafka.values(Topic.DEAD_LETTER)).isNotEmpty()
                .allMatch(letter -> letter.reason().equals("undecodable")));
    }

    private static void awaitShared(Caller first, Caller second) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> first.partitions() == second.partitions()
                        && first.partitions() + second.partitions() == kafka.settings().partitions());
    }

    private Caller caller() {
        return track(ExecutorUnderTest.caller(kafka, DATABASE, catalog, Map.of("THE_KEY", KEY, "THE_TEAM", "blue")));
    }

    private <T extends AutoCloseable> T track(T part) {
        running.add(part);
        return part;
    }

    private static Endpoint endpoint(String name, String url, int concurrency) {
        return new Endpoint(name, url, null, Map.of(), concurrency, null, null, Duration.ofSeconds(30), 3, 1024,
                Map.of());
    }

    private static String question() {
        return "question " + QUESTIONS.incrementAndGet();
    }

    private static CallRequested ask(String endpoint, String url, String question, int priority) {
        return send(call(endpoint, url, question, priority));
    }

    private static CallRequested call(String endpoint, String url, String question, int priority) {
        return call("s1", endpoint, url, question, priority, null);
    }

    private static CallRequested call(String sweep, String endpoint, String url, String question, int priority,
            @Nullable Integer concurrency) {
        String body = Fixtures.body(question);
        return new CallRequested(CallRequested.SCHEMA, ConfigHash.of(body, url, 0), endpoint, url, "m1", body, sweep,
                priority, concurrency, 0, 1, System.currentTimeMillis());
    }

    private static CallRequested send(CallRequested call) {
        sendAll(List.of(call));
        return call;
    }

    private static void sendAll(List<CallRequested> calls) {
        calls.forEach(call -> producer.send(new ProducerRecord<>(Topic.CALL_REQUESTED.topicName(), call.configHash(),
                Topic.CALL_REQUESTED.serde().serialize("", call))));
        producer.flush();
    }

    private static void awaitFailures(List<CallRequested> calls) {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(200)).until(() -> {
            Set<String> failed = new HashSet<>();
            failures().forEach(failure -> failed.add(failure.configHash()));
            return calls.stream().allMatch(call -> failed.contains(call.configHash()));
        });
    }

    private ResponseRecorded awaitResponse(CallRequested call) {
        return await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> kafka.read(Topic.RESPONSE)
                        .stream()
                        .filter(record -> record.key().equals(call.configHash()))
                        .findFirst(), java.util.Optional::isPresent)
                .orElseThrow()
                .value();
    }

    private static void awaitResponses(List<CallRequested> calls) {
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(500)).until(() -> {
            Set<String> answered = new HashSet<>();
            kafka.read(Topic.RESPONSE).forEach(record -> answered.add(record.key()));
            return calls.stream().allMatch(call -> answered.contains(call.configHash()));
        });
    }

    private static List<CallFailed> failures() {
        return kafka.values(Topic.CALL_FAILED);
    }
}
