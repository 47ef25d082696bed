package dev.promptlooper.producer.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.producer.RunningApi;
import dev.promptlooper.producer.RunningApi.Answer;
import dev.promptlooper.producer.SharedApi;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

class SweepCommandsIT {

    private static final String SWEEP = """
            {"name": "answer-style",
             "prompts": [{"name": "terse", "messages": [{"role": "user", "content": "{{question}}"}]}],
             "models": ["fake/m1"],
             "params": {"temperature": [0, 0.4]},
             "dataset": "cases",
             "scorers": [{"type": "equals"}]}""";

    private static final TestKafka kafka = SharedApi.kafka();
    private static final RunningApi api = SharedApi.api();

    @BeforeAll
    static void start() {
        api.upload("?name=cases&expected=answer", "text/csv", "question,answer\n1+1?,2\n2+2?,4\n");
    }

    @Test
    void launchReachesThePlanner() {
        // When
        Answer answer = api.post("/api/v1/sweeps", SWEEP);
        // Then
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        String id = answer.json().path("sweepId").asString();
        assertThat(answer.header("Location")).isEqualTo("/api/v1/sweeps/" + id);
        SweepCommand command = awaitCommands(id, 1).getFirst();
        assertThat(command.version()).isEqualTo(1);
        assertThat(command.actor()).isEqualTo("local");
        assertThat(command.action()).isInstanceOfSatisfying(SweepCommand.Launch.class, launch -> {
            assertThat(launch.definition().dataset().cases()).isEqualTo(2);
            assertThat(launch.definition().objective().maximize()).isEqualTo("equals");
            assertThat(launch.definition().repeats()).isEqualTo(1);
            assertThat(launch.definition().priority()).isEqualTo(50);
        });
    }

    @Test
    void sameKeyLaunchesOnceHoweverManyAskAtOnce() throws Exception {
        // When
        List<Answer> answers = inParallel(50, () -> api.post("/api/v1/sweeps", SWEEP, "once"));
        // Then
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).as(answer.text()).isEqualTo(201));
        assertThat(answers).extracting(Answer::text).containsOnly(answers.getFirst().text());
        assertThat(answers).filteredOn(answer -> answer.header("Idempotency-Replayed").equals("false")).hasSize(1);
        assertThat(awaitCommands(answers.getFirst().json().path("sweepId").asString(), 1)).hasSize(1);
    }

    @Test
    void keyOfAnotherRequestIsRefused() {
        // Given
        api.post("/api/v1/sweeps", SWEEP, "taken");
        // When
        Answer answer = api.post("/api/v1/sweeps", SWEEP.replace("answer-style", "other"), "taken");
        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.errors()).singleElement().asString().startsWith("Idempotency-Key: ");
    }

    @Test
    void parallelCommandsWithOneVersionHaveOneWinner() throws Exception {
        // Given
        String id = launch();
        // When
        List<Answer> answers = inParallel(20,
                () -> api.post("/api/v1/sweeps/" + id + "/commands", "{\"op\":\"pause\",\"expectedVersion\":1}"));
        // Then
        assertThat(answers).filteredOn(answer -> answer.status() == 202).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() != 202).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.json().path("currentVersion").asLong()).isEqualTo(2);
        });
        assertThat(awaitCommands(id, 2)).hasSize(2);
    }

    @Test
    void commandsArriveInTheOrderOfTheirVersions() {
        // Given
        String id = launch();
        // When
        for (int version = 1; version <= 30; version++) {
            String op = version % 2 == 1 ? "pause" : "resume";
            Answer answer = api.post("/api/v1/sweeps/" + id + "/commands",
                    "{\"op\":\"" + op + "\",\"expectedVersion\":" + version + "}");
            assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        }
        // Then
        assertThat(awaitCommands(id, 31)).extracting(SweepCommand::version)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 31).boxed().toList());
    }

    @Test
    void repeatedCommandWithAKeyGetsTheSameAnswer() {
        // Given
        String id = launch();
        String body = "{\"op\":\"priority\",\"priority\":70,\"expectedVersion\":1}";
        // When
        Answer first = api.post("/api/v1/sweeps/" + id + "/commands", body, "k");
        Answer again = api.post("/api/v1/sweeps/" + id + "/commands", body, "k");
        // Then
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(awaitCommands(id, 2)).hasSize(2);
    }

    @Test
    void endedSweepTakesNoCommands() {
        // Given
        String id = launch();
        kafka.send(Topic.SWEEP_EVENT, id, event(id, 2, SweepStatus.COMPLETED));
        kafka.send(Topic.SWEEP_EVENT, id, event(id, 1, SweepStatus.RUNNING));
        kafka.sendBytes(Topic.SWEEP_EVENT.topicName(), id,
                "not json".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        awaitStatus(id, "COMPLETED");
        // When
        Answer answer = api.post("/api/v1/sweeps/" + id + "/commands", "{\"op\":\"pause\",\"expectedVersion\":1}");
        // Then
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("detail").asString()).contains("COMPLETED");
        assertThat(status(id)).isEqualTo("COMPLETED");
    }

    @Test
    void endedSweepGoesIntoTheArchiveAndAnUnfinishedOneDoesNot() {
        // Given
        String id = launch();
        String commands = "/api/v1/sweeps/" + id + "/commands";
        kafka.send(Topic.SWEEP_EVENT, id, event(id, 1, SweepStatus.BUDGET_EXHAUSTED));
        awaitStatus(id, "BUDGET_EXHAUSTED");
        // When
        Answer early = api.post(commands, "{\"op\":\"archive\",\"expectedVersion\":1}");
        // Then
        assertThat(early.status()).isEqualTo(409);
        assertThat(early.json().path("detail").asString()).contains("BUDGET_EXHAUSTED").contains("cancel it first");
        assertThat(early.json().path("sweepStatus").asString()).isEqualTo("BUDGET_EXHAUSTED");
        // When
        kafka.send(Topic.SWEEP_EVENT, id, event(id, 2, SweepStatus.CANCELLED));
        awaitStatus(id, "CANCELLED");
        Answer archived = api.post(commands, "{\"op\":\"archive\",\"expectedVersion\":1}", "file-it");
        Answer again = api.post(commands, "{\"op\":\"archive\",\"expectedVersion\":1}", "file-it");
        Answer late = api.post(commands, "{\"op\":\"unarchive\",\"expectedVersion\":1}");
        Answer back = api.post(commands, "{\"op\":\"unarchive\",\"expectedVersion\":2}");
        // Then
        assertThat(archived.status()).as(archived.text()).isEqualTo(202);
        assertThat(again.text()).isEqualTo(archived.text());
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.json().path("currentVersion").asLong()).isEqualTo(2);
        assertThat(back.status()).as(back.text()).isEqualTo(202);
        assertThat(awaitCommands(id, 3)).extracting(SweepCommand::action)
                .endsWith(new SweepCommand.Archive(), new SweepCommand.Unarchive());
    }

    @Test
    void candidatesAreKnownByIndexAndById() {
        // Given
        String id = launch();
        CatalogDatabase database = api.bean(CatalogDatabase.class);
        database.jdbc().sql("CREATE SCHEMA IF NOT EXISTS results").update();
        database.jdbc().sql("""
                CREATE TABLE IF NOT EXISTS results.candidate
                (sweep_id text, candidate_id text, candidate_index bigint)""").update();
        database.jdbc()
                .sql("INSERT INTO results.candidate VALUES (:sweep, '9f86d081884c7d65', 7)")
                .param("sweep", id)
                .update();
        // When
        Answer unknown = api.post("/api/v1/sweeps/" + id + "/commands",
                "{\"op\":\"prune\",\"expectedVersion\":1,\"candidates\":[3,\"ffff\",-1]}");
        Answer known = api.post("/api/v1/sweeps/" + id + "/commands",
                "{\"op\":\"prune\",\"expectedVersion\":1,\"candidates\":[3,\"9f86d081884c7d65\"],\"reason\":\"weak\"}");
        // Then
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(unknown.errors()).hasSize(2);
        assertThat(known.status()).as(known.text()).isEqualTo(202);
        assertThat(awaitCommands(id, 2).getLast().action()).isEqualTo(new SweepCommand.Prune(List.of(3L, 7L), "weak"));
    }

    @Test
    void wrongCommandsAreExplained() {
        // Given
        String id = launch();
        // Then
        assertThat(errors(id, "{\"op\":\"pruen\",\"expectedVersion\":1}")).contains("did you mean 'prune'");
        assertThat(errors(id, "{\"op\":\"pause\"}")).contains("expectedVersion");
        assertThat(errors(id, "{\"op\":\"pause\",\"expectedVersion\":1,\"priorty\":3}"))
                .contains("unknown key 'priorty'");
        assertThat(errors(id, "{\"op\":\"priority\",\"expectedVersion\":1,\"priority\":101}"))
                .contains("from 1 to 100");
        assertThat(errors(id, "{\"op\":\"budget\",\"expectedVersion\":1,\"budget\":{\"usd\":-1}}"))
                .contains("budget.usd");
        assertThat(errors(id, "{\"op\":\"concurrency\",\"expectedVersion\":1}")).contains("null to lift");
        assertThat(api.post("/api/v1/sweeps/nope/commands", "{\"op\":\"pause\",\"expectedVersion\":1}").status())
                .isEqualTo(404);
    }

    private static String errors(String id, String body) {
        Answer answer = api.post("/api/v1/sweeps/" + id + "/commands", body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        return String.join("\n", answer.errors());
    }

    private static String launch() {
        Answer answer = api.post("/api/v1/sweeps", SWEEP);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().path("sweepId").asString();
    }

    private static String status(String id) {
        return api.bean(CatalogDatabase.class)
                .jdbc()
                .sql("SELECT status FROM catalog.sweep WHERE id = :id")
                .param("id", id)
                .query(String.class)
                .single();
    }

    private static void awaitStatus(String id, String status) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(status(id)).isEqualTo(status));
    }

    private static SweepEvent event(String id, long seq, SweepStatus status) {
        return new SweepEvent(1, id, seq, 0, SweepEvent.Kind.PROGRESS, status, 1, null, null, "", List.of(),
                SweepEvent.Totals.ZERO);
    }

    private static List<SweepCommand> awaitCommands(String sweepId, int count) {
        List<SweepCommand> found = new ArrayList<>();
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            found.clear();
            kafka.values(Topic.SWEEP_COMMAND)
                    .stream()
                    .filter(command -> command.sweepId().equals(sweepId))
                    .forEach(found::add);
            assertThat(found).hasSizeGreaterThanOrEqualTo(count);
        });
        return found;
    }

    private static List<Answer> inParallel(int count, Callable<Answer> call) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> future : threads.invokeAll(java.util.Collections.nCopies(count, call))) {
                answers.add(future.get());
            }
            return answers;
        }
    }
}
