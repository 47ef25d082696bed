package dev.promptlooper.projector.query;

import static dev.promptlooper.projector.Samples.NOON;
import static dev.promptlooper.projector.Samples.event;
import static dev.promptlooper.projector.Samples.failed;
import static dev.promptlooper.projector.Samples.run;
import static dev.promptlooper.projector.Samples.stats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.event.Text;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.testkit.TestPostgres;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.contracts.testkit.TestAccess;
import dev.promptlooper.projector.ProjectorConfiguration;
import dev.promptlooper.projector.QueryDoorConfiguration;
import dev.promptlooper.projector.ProjectorFixture;
import dev.promptlooper.projector.Samples;
import dev.promptlooper.projector.projection.Outage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import javax.sql.DataSource;

class QueryApiIT {

    private static final TestKafka KAFKA = TestKafka.start(Path.of("target", "streams"));
    private static final HikariDataSource DATABASE = ProjectorFixture.pool(TestPostgres.newDatabase());
    private static final ConfigurableApplicationContext CONTEXT = start();
    private static final QueryClient CLIENT = new QueryClient(CONTEXT);
    private static final String SWEEP = "01KAB";
    private static final String LONG_ANSWER = "long ".repeat(500);

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = {FlywayAutoConfiguration.class, DataSourceAutoConfiguration.class})
    @Import({ProjectorConfiguration.class, QueryDoorConfiguration.class})
    static class TestApplication {
        @Bean
        KafkaSettings kafkaSettings() {
            return KAFKA.settings();
        }

        @Bean(destroyMethod = "")
        DataSource dataSource() {
            return DATABASE;
        }

        @Bean
        TestAccess access() {
            return new TestAccess();
        }

        @Bean
        InstantSource clock() {
            return InstantSource.fixed(java.time.Instant.ofEpochMilli(NOON + 4_000));
        }
    }

    private static ConfigurableApplicationContext start() {
        SpringApplication application = new SpringApplication(TestApplication.class);
        application.setDefaultProperties(java.util.Map.of("server.port", "0", "server.address", "127.0.0.1",
                "spring.main.banner-mode", "off", "management.endpoint.health.show-details", "always"));
        return application.run();
    }

    @BeforeAll
    static void fill() throws Exception {
        KAFKA.send(Topic.SWEEP_DEFINITION, SWEEP, Samples.definition(SWEEP, "answer-style", NOON));
        KAFKA.send(Topic.SWEEP_EVENT, SWEEP, event(SWEEP, 1, Kind.LAUNCHED, SweepStatus.RUNNING, 0));
        KAFKA.send(Topic.SWEEP_EVENT, SWEEP, event(SWEEP, 2, Kind.PROGRESS, SweepStatus.RUNNING, 20));
        KAFKA.send(Topic.SWEEP_EVENT, SWEEP, event(SWEEP, 3, Kind.PINNED, SweepStatus.RUNNING, 40, List.of(2L)));
        for (int candidate = 0; candidate < 4; candidate++) {
            for (int index = 0; index < 10; index++) {
                KAFKA.send(Topic.RUN_SCORED, SWEEP,
                        index == 9
                                ? failed(SWEEP, candidate, index, FailureClass.TIMEOUT)
                                : run(SWEEP, candidate, index, index % 2 == 0 ? AnswerSource.CALL : AnswerSource.HIT));
                KAFKA.send(Topic.RESPONSE, hash(candidate, index),
                        Samples.response(candidate, index, index == 3 ? "=1+1" : "answer " + index));
            }
            KAFKA.send(Topic.CANDIDATE_STATS, SWEEP + "/" + candidate,
                    stats(SWEEP, candidate, 10, candidate == 3 ? null : candidate / 4.0));
        }
        KAFKA.send(Topic.RESPONSE, hash(0, 0), Samples.response(0, 0,
                new Text.Stored(ConfigHash.sha256(LONG_ANSWER), LONG_ANSWER.length(), LONG_ANSWER.substring(0, 1000))));
        KAFKA.send(Topic.LEADERBOARD, SWEEP,
                Samples.leaderboard(SWEEP, 7, 40, stats(SWEEP, 2, 10, 0.5)));
        for (int i = 0; i < 5; i++) {
            String id = "other-" + i;
            KAFKA.send(Topic.SWEEP_DEFINITION, id,
                    Samples.definition(id, "other " + i, NOON - 1000 + i));
            KAFKA.send(Topic.SWEEP_EVENT, id, event(id, 1, Kind.CANCELLED, SweepStatus.CANCELLED, 0));
            KAFKA.sendBytes(Topic.RUN_SCORED.topicName(), "poison" + i, new byte[]{'{'});
        }
        KAFKA.send(Topic.SWEEP_DEFINITION, "filed", Samples.definition("filed", "other and filed", NOON - 2000));
        KAFKA.send(Topic.SWEEP_EVENT, "filed", event("filed", 1, Kind.CANCELLED, SweepStatus.CANCELLED, 0));
        KAFKA.send(Topic.SWEEP_EVENT, "filed", event("filed", 2, Kind.ARCHIVED, SweepStatus.CANCELLED, 0));
        execute("CREATE SCHEMA bodies");
        execute("CREATE TABLE bodies.body (sha256 text PRIMARY KEY, content bytea NOT NULL)");
        execute("INSERT INTO bodies.body VALUES ('" + ConfigHash.sha256(LONG_ANSWER) + "', convert_to('" + LONG_ANSWER
                + "', 'UTF8'))");
        await().ignoreExceptions().untilAsserted(() -> {
            JsonNode status = get("/api/v1/status");
            assertThat(status.path("deadLetters").asLong()).isEqualTo(5);
            assertThat(status.path("lag").asLong(-1)).isZero();
            JsonNode sweep = get("/api/v1/sweeps/" + SWEEP);
            assertThat(sweep.path("leaderboard").path("runs").asLong()).isEqualTo(40);
            assertThat(sweep.path("version").asLong()).isEqualTo(1);
            assertThat(sweep.path("totals").path("settled").asLong()).isEqualTo(40);
            assertThat(get("/api/v1/sweeps").path("items").size()).isEqualTo(6);
            assertThat(get("/api/v1/sweeps/filed").path("archived").asBoolean()).isTrue();
            assertThat(get("/api/v1/runs/" + SWEEP + ".0.0.0").path("answer").path("output").asString(""))
                    .isEqualTo(LONG_ANSWER);
        });
    }

    @AfterAll
    static void stop() {
        CONTEXT.close();
        DATABASE.close();
        KAFKA.close();
    }

    private static String hash(long candidate, long index) {
        return Samples.hash(candidate, index);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DATABASE.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static HttpResponse<String> send(String path, String... headers) {
        return CLIENT.send(path, headers);
    }

    private static JsonNode get(String path) {
        return CLIENT.get(path);
    }

    private static List<JsonNode> all(String path, int limit) {
        return CLIENT.all(path, limit);
    }

    @Test
    void sweepTellsWhereItStands() {
        // When
        JsonNode sweep = get("/api/v1/sweeps/" + SWEEP);
        // Then
        assertThat(sweep.path("status").asString()).isEqualTo("RUNNING");
        assertThat(sweep.path("finished").asBoolean()).isFalse();
        assertThat(sweep.path("definition").path("name").asString()).isEqualTo("answer-style");
        assertThat(sweep.path("budget").path("usd").asDouble()).isEqualTo(5);
        assertThat(sweep.path("progress").path("fraction").asDouble()).isEqualTo(0.2);
        assertThat(sweep.path("progress").path("runsPerSecond").asDouble()).isEqualTo(20);
        assertThat(sweep.path("progress").path("etaSeconds").asLong()).isEqualTo(8);
        assertThat(sweep.path("best").path("candidateIndex").asLong()).isEqualTo(2);
        assertThat(sweep.path("best").path("pinned").asBoolean()).isTrue();
        assertThat(sweep.path("leaderboard").path("revision").asLong()).isEqualTo(7);
    }

    @Test
    void runKnowsItsNeighboursAndWhereItCameFrom() {
        // When
        JsonNode run = get("/api/v1/runs/" + SWEEP + ".1.0.0");
        // Then
        assertThat(run.path("previous").asString()).isEqualTo(SWEEP + ".0.9.0");
        assertThat(run.path("next").asString()).isEqualTo(SWEEP + ".1.1.0");
        assertThat(run.path("provenance").path("dataset").asString()).isEqualTo("cases@1");
        assertThat(get("/api/v1/runs/" + SWEEP + ".0.0.0").has("previous")).isFalse();
    }

    @Test
    void usesOfAThingAreSweepsWithAFilter() {
        assertThat(get("/api/v1/sweeps?prompt=terse&limit=2").path("total").asLong()).isEqualTo(6);
        assertThat(get("/api/v1/sweeps?dataset=cases&endpoint=local&scorer=word-count&q=other").path("total").asLong())
                .isEqualTo(5);
        assertThat(get("/api/v1/sweeps?dataset=none").path("total").asLong()).isZero();
        assertThat(get("/api/v1/sweeps?sort=-spent&offset=4").path("items").size()).isEqualTo(2);
    }

    @Test
    void listIsFilteredSortedAndPaged() {
        assertThat(all("/api/v1/sweeps", 4)).extracting(s -> s.path("sweepId").asString())
                .containsExactly(SWEEP, "other-4", "other-3", "other-2", "other-1", "other-0");
        assertThat(all("/api/v1/sweeps?sort=name", 2)).extracting(s -> s.path("name").asString())
                .containsExactly("answer-style", "other 0", "other 1", "other 2", "other 3", "other 4");
        assertThat(all("/api/v1/sweeps?status=cancelled&q=OTHER", 3)).hasSize(5);
        assertThat(all("/api/v1/sweeps?q=no%25such", 3)).isEmpty();
        assertThat(get("/api/v1/sweeps/other-1").path("finished").asBoolean()).isTrue();
    }

    @Test
    void archivedSweepIsListedOnlyWhenAskedForAndReadableAsEver() {
        assertThat(all("/api/v1/sweeps?archived=false", 4)).hasSize(6)
                .noneMatch(sweep -> sweep.path("archived").asBoolean());
        assertThat(all("/api/v1/sweeps?archived=true", 4)).singleElement()
                .matches(sweep -> sweep.path("sweepId").asString().equals("filed"));
        assertThat(all("/api/v1/sweeps?archived=all&q=other", 4)).hasSize(6);
        assertThat(get("/api/v1/sweeps?archived=true").path("total").asLong()).isEqualTo(1);
        assertThat(get("/api/v1/overview").path("sweeps").path("CANCELLED").asLong()).isEqualTo(5);
        assertThat(get("/api/v1/sweeps/filed").path("message").asString()).isEqualTo("cancelled");
        assertThat(get("/api/v1/sweeps/filed").path("finished").asBoolean()).isTrue();
        for (String view : List.of("events", "leaderboard", "runs", "verdict", "export")) {
            assertThat(send("/api/v1/sweeps/filed/" + view).statusCode()).as(view).isEqualTo(200);
        }
        assertThat(send("/api/v1/sweeps?archived=yes").body()).contains("archived").contains("all");
    }

    @Test
    void leaderboardRanksByObjectiveAndUnscoredLast() {
        // When
        List<JsonNode> rows = all("/api/v1/sweeps/" + SWEEP + "/leaderboard", 3);
        // Then
        assertThat(rows).extracting(row -> row.path("candidateIndex").asLong()).containsExactly(2L, 1L, 0L, 3L);
        assertThat(rows).extracting(row -> row.path("rank").asLong()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(rows.getFirst().path("model").asString()).isEqualTo("local/tiny");
        assertThat(rows.getFirst().path("metrics").path("equals").path("mean").asDouble()).isEqualTo(0.5);
    }

    @Test
    void leaderboardSortsByAnyColumnAndKeepsTheRank() {
        String board = "/api/v1/sweeps/" + SWEEP + "/leaderboard?sort=";
        assertThat(all(board + "score", 1)).extracting(row -> row.path("rank").asLong())
                .containsExactly(3L, 2L, 1L, 4L);
        assertThat(all(board + "-metric&metric=equals", 1)).extracting(row -> row.path("rank").asLong())
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(all(board + "-rank", 2)).extracting(row -> row.path("rank").asLong())
                .containsExactly(4L, 3L, 2L, 1L);
        assertThat(all(board + "-index&prompt=steps&model=local/tiny&feasible=true&pareto=true", 1))
                .extracting(row -> row.path("candidateIndex").asLong())
                .containsExactly(3L, 1L);
        for (String sort : List.of("n", "runs", "failed", "hits", "passRate", "cost", "paid", "latency", "index")) {
            assertThat(all(board + sort, 3)).as(sort).hasSize(4);
        }
    }

    @Test
    void runsAreFilteredSortedAndPagedWithoutGapsOrRepeats() {
        String runs = "/api/v1/sweeps/" + SWEEP + "/runs";
        assertThat(all(runs, 7)).hasSize(40).extracting(run -> run.path("runId").asString()).doesNotHaveDuplicates();
        for (String sort : List.of("run", "-run", "time", "-time", "latency", "-latency", "cost", "tokens", "-case",
                "metric&metric=equals", "-metric&metric=equals")) {
            assertThat(all(runs + "?sort=" + sort, 7)).as(sort)
                    .hasSize(40)
                    .extracting(run -> run.path("runId").asString())
                    .doesNotHaveDuplicates();
        }
        assertThat(all(runs + "?status=failed&failure=TIMEOUT", 3)).hasSize(4)
                .allSatisfy(run -> assertThat(run.path("message").asString()).contains("503"));
        assertThat(all(runs + "?candidate=1&source=hit", 3)).hasSize(4);
        assertThat(all(runs + "?case=case-4", 3)).hasSize(4);
        assertThat(all(runs + "?metric=equals&verdict=pass", 30)).hasSize(18);
        assertThat(all(runs + "?metric=equals&verdict=fail", 30)).hasSize(18);
        assertThat(all(runs + "?metric=equals&verdict=unscored", 30)).isEmpty();
        assertThat(all(runs + "?metric=nobody&verdict=unscored", 30)).hasSize(36);
        assertThat(all(runs + "?sort=-latency", 5).getFirst().path("latencyMs").asLong()).isEqualTo(108);
    }

    @Test
    void runIsShownWholeWithLargeAnswer() {
        // When
        JsonNode run = get("/api/v1/runs/" + SWEEP + ".0.0.0");
        // Then
        assertThat(run.path("answer").path("output").asString()).isEqualTo(LONG_ANSWER);
        assertThat(run.path("answer").path("truncated").asBoolean()).isFalse();
        assertThat(run.path("request").path("body").path("model").asString()).isEqualTo("tiny");
        assertThat(run.path("run").path("scores").get(0).path("reason").asString()).contains("\"5\"");
        assertThat(run.path("sweep").path("scorers").get(1).path("name").asString()).isEqualTo("words");
        assertThat(run.path("candidate").path("candidateId").asString()).isNotEmpty();
    }

    @Test
    void eventsGoOnAfterANumber() {
        assertThat(all("/api/v1/sweeps/" + SWEEP + "/events?progress=true", 2)).hasSize(3);
        assertThat(get("/api/v1/sweeps/" + SWEEP + "/events?after=1&progress=false").path("items"))
                .singleElement()
                .satisfies(event -> assertThat(event.path("kind").asString()).isEqualTo("PINNED"));
        assertThat(get("/api/v1/sweeps/" + SWEEP + "/events?before=3&limit=1").path("items"))
                .singleElement()
                .satisfies(event -> assertThat(event.path("seq").asLong()).isEqualTo(2));
        assertThat(get("/api/v1/sweeps/" + SWEEP + "/events?kind=pinned,pruned&actor=tester").path("items").size())
                .isEqualTo(1);
    }

    @Test
    void exportsHaveEveryRowInEveryForm() {
        String export = "/api/v1/sweeps/" + SWEEP + "/export?what=";
        assertThat(send(export + "runs&format=jsonl").body().lines().map(Json.MAPPER::readTree)).hasSize(40)
                .anySatisfy(row -> assertThat(row.path("output").asString("")).isEqualTo("=1+1"));
        assertThat(get(export + "runs&format=json").size()).isEqualTo(40);
        assertThat(get(export + "leaderboard&format=json").get(0).path("rank").asLong()).isEqualTo(1);
        HttpResponse<String> csv = send(export + "runs&format=csv");
        assertThat(csv.body().lines()).hasSize(41);
        assertThat(csv.body()).startsWith("runId,").contains("score.equals").contains("'=1+1");
        assertThat(csv.headers().firstValue("Content-Disposition")).hasValueSatisfying(
                value -> assertThat(value).contains("01KAB-runs.csv"));
        assertThat(send(export + "leaderboard&format=csv").body().lines()).hasSize(5);
        assertThat(send("/api/v1/sweeps/other-1/export?what=runs&format=json").body())
                .isEqualToIgnoringWhitespace("[]");
    }

    @Test
    void knownContentIsNotSentAgain() {
        // Given
        String tag = send("/api/v1/sweeps/" + SWEEP + "/leaderboard").headers().firstValue("ETag").orElseThrow();
        // When
        HttpResponse<String> again = send("/api/v1/sweeps/" + SWEEP + "/leaderboard", "If-None-Match", tag);
        // Then
        assertThat(again.statusCode()).isEqualTo(304);
    }

    @Test
    void wrongRequestsNameFieldValueAndFix() {
        CLIENT.assertProblem("/api/v1/sweeps?limit=0", 400, "limit");
        CLIENT.assertProblem("/api/v1/sweeps?limit=x", 400, "limit");
        CLIENT.assertProblem("/api/v1/sweeps?stauts=RUNNING", 400, "stauts");
        CLIENT.assertProblem("/api/v1/sweeps?status=GONE", 400, "status");
        CLIENT.assertProblem("/api/v1/sweeps?sort=drop%20table", 400, "sort");
        CLIENT.assertProblem("/api/v1/sweeps?after=garbage", 400, "after");
        CLIENT.assertProblem("/api/v1/sweeps/" + SWEEP + "/runs?sort=metric", 400, "metric");
        CLIENT.assertProblem("/api/v1/sweeps/" + SWEEP + "/runs?verdict=pass", 400, "verdict");
        CLIENT.assertProblem("/api/v1/sweeps/nobody", 404, "nobody");
        CLIENT.assertProblem("/api/v1/sweeps/nobody/runs", 404, "nobody");
        CLIENT.assertProblem("/api/v1/sweeps/nobody/leaderboard", 404, "nobody");
        CLIENT.assertProblem("/api/v1/sweeps/nobody/events", 404, "nobody");
        CLIENT.assertProblem("/api/v1/sweeps/nobody/export", 404, "nobody");
        CLIENT.assertProblem("/api/v1/runs/not-a-run", 404, "not-a-run");
        CLIENT.assertProblem("/api/v1/runs/01KAB.0.x.0", 404, "01KAB.0.x.0");
        String runsCursor = get("/api/v1/sweeps/" + SWEEP + "/runs?limit=1").path("next").asString();
        CLIENT.assertProblem("/api/v1/sweeps/" + SWEEP + "/runs?sort=time&after=" + runsCursor, 400, "after");
    }

    @Test
    void deadLettersArePagedNewestFirst() {
        // When
        List<JsonNode> letters = all("/api/v1/dead-letters?service=promptlooper-projector", 2);
        // Then
        assertThat(letters).hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(letter -> assertThat(letter.path("reason").asString()).isEqualTo("undecodable"));
    }

    @Test
    void deadLetterIsShownAndPutBackOnce() {
        // Given
        JsonNode letter = all("/api/v1/dead-letters", 1).getFirst();
        String path = "/api/v1/dead-letters/" + letter.path("id").asString();
        JsonNode whole = get(path);
        assertThat(whole.path("value").asString()).isEqualTo("{");
        assertThat(whole.path("key").asString()).startsWith("poison");
        assertThat(whole.path("replayable").asBoolean()).isTrue();
        OpenApi.assertMatches("DeadLetterDetail", whole);
        long before = all("/api/v1/dead-letters", 10).size();
        // When
        HttpResponse<String> replayed = CLIENT.post(path + "/replay", "application/json", "{}");
        // Then
        assertThat(replayed.statusCode()).as(replayed.body()).isEqualTo(200);
        JsonNode record = Json.MAPPER.readTree(replayed.body());
        OpenApi.assertMatches("Replayed", record);
        assertThat(record.path("topic").asString()).isEqualTo(Topic.RUN_SCORED.topicName());
        assertThat(record.path("partition").asInt()).isEqualTo(letter.path("partition").asInt());
        await().untilAsserted(() -> assertThat(all("/api/v1/dead-letters", 10)).hasSize((int) before + 1)
                .anySatisfy(again -> assertThat(again.path("offset").asLong())
                        .isEqualTo(record.path("offset").asLong())));
        assertThat(CLIENT.post(path + "/replay", "text/plain", "{}").statusCode()).isEqualTo(415);
        CLIENT.assertProblem("/api/v1/dead-letters/nothing", 404, "nothing");
    }

    @Test
    void databaseOutageIs503AndPassesByItself() throws Exception {
        Outage.during(DATABASE, () -> {
            for (String path : List.of("/api/v1/sweeps", "/api/v1/sweeps/" + SWEEP,
                    "/api/v1/sweeps/" + SWEEP + "/export",
                    "/api/v1/runs/" + SWEEP + ".0.0.0", "/api/v1/dead-letters")) {
                // When
                HttpResponse<String> response = send(path);
                // Then
                assertThat(response.statusCode()).as(path + response.body()).isEqualTo(503);
                assertThat(response.headers().firstValue("Retry-After")).isPresent();
            }
            assertThat(get("/api/v1/status").path("database").path("reachable").asBoolean()).isFalse();
        });
        await().untilAsserted(() -> assertThat(get("/api/v1/status").path("projection").path("state").asString())
                .isEqualTo("RUNNING"));
        await().untilAsserted(() -> assertThat(all("/api/v1/sweeps", 10)).hasSize(6));
    }

    @Test
    void healthTellsReadiness() {
        await().untilAsserted(() -> assertThat(get("/actuator/health").path("components")
                .path("projectorHealth")
                .path("status")
                .asString("")).isEqualTo("UP"));
    }

    @Test
    void documentAndRoutesAreTheSame() {
        // Given
        Set<String> routes = new TreeSet<>();
        CONTEXT.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((info, method) -> {
                    if (method.getBeanType().getPackageName().startsWith("dev.promptlooper")) {
                        info.getMethodsCondition()
                                .getMethods()
                                .forEach(
                                        verb -> info.getPatternValues().forEach(path -> routes.add(verb + " " + path)));
                    }
                });
        // Then
        assertThat(routes).isEqualTo(OpenApi.routes());
        assertThat(send("/api/v1/openapi/queries.yaml").body()).startsWith("openapi: 3.1");
    }

    @Test
    void documentDescribesEveryFieldOfRealAnswers() {
        String sweep = "/api/v1/sweeps/" + SWEEP;
        OpenApi.assertMatches("SweepPage", get("/api/v1/sweeps?limit=2"));
        OpenApi.assertMatches("SweepDetail", get(sweep));
        OpenApi.assertMatches("SweepDetail", get("/api/v1/sweeps/other-1"));
        OpenApi.assertMatches("CandidatePage", get(sweep + "/leaderboard?limit=2"));
        OpenApi.assertMatches("RunPage", get(sweep + "/runs?limit=12"));
        OpenApi.assertMatches("RunDetail", get("/api/v1/runs/" + SWEEP + ".0.0.0"));
        OpenApi.assertMatches("RunDetail", get("/api/v1/runs/" + SWEEP + ".0.9.0"));
        OpenApi.assertMatches("EventPage", get(sweep + "/events?limit=2"));
        OpenApi.assertMatches("Status", get("/api/v1/status"));
        OpenApi.assertMatches("DeadLetterPage", get("/api/v1/dead-letters?limit=2"));
        OpenApi.assertMatches("Series", get(sweep + "/series?window=all"));
        OpenApi.assertMatches("Errors", get(sweep + "/errors"));
        OpenApi.assertMatches("CandidateDetail", get(sweep + "/candidates/2"));
        OpenApi.assertMatches("SpendList", get("/api/v1/spend"));
        OpenApi.assertMatches("Overview", get("/api/v1/overview"));
        OpenApi.assertMatches("Waited", get(sweep + "/wait?timeout=0"));
    }
}
