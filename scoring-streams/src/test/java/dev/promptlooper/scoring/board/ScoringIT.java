package dev.promptlooper.scoring.board;

import static dev.promptlooper.scoring.board.Sweeps.answered;
import static dev.promptlooper.scoring.board.Sweeps.failed;
import static dev.promptlooper.scoring.board.Sweeps.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.Leaderboard;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.kafka.StreamsApp;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

class ScoringIT {

    private static final int CANDIDATES = 40;
    private static final int CASES = 50;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path stateDir;
    @SuppressWarnings("NullAway.Init")
    private static TestKafka kafka;

    @BeforeAll
    static void start() {
        kafka = TestKafka.start(stateDir.resolve("shared"));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void interruptedSweepEndsWithTheVerySameLeaderboard() throws Exception {
        // Given: sweep "calm" without a disturbance
        List<RunCompleted> calm = runs("calm", 1);
        kafka.send(Topic.SWEEP_DEFINITION, "calm", Sweeps.definition("calm"));
        try (StreamsApp _ = app("one")) {
            send(calm);
            awaitRuns("calm", calm.size());
        }
        // When: the same runs in another order, twice in part, with poison, a clean restart, and a kill -9 after which another machine
        // goes on without local state
        List<RunCompleted> wild = runs("wild", 2);
        kafka.send(Topic.SWEEP_DEFINITION, "wild", Sweeps.definition("wild"));
        try (StreamsApp _ = app("one")) {
            send(wild.subList(0, 700));
            kafka.sendBytes(Topic.RUN_COMPLETED.topicName(), "x", "{not json".getBytes(StandardCharsets.UTF_8));
            kafka.sendBytes(Topic.RUN_SCORED.topicName(), "wild", "{not json".getBytes(StandardCharsets.UTF_8));
            awaitRuns("wild", 100);
        }
        Process victim = ScoringProcess.start(kafka, stateDir.resolve("one"));
        try {
            send(wild.subList(500, 1400));
            awaitRuns("wild", 900);
        } finally {
            victim.destroyForcibly().waitFor(); // kill -9, in the middle of its transactions
        }
        try (StreamsApp _ = app("two")) {
            send(wild.subList(1300, wild.size()));
            awaitRuns("wild", wild.size());
            // Then
            assertThat(rows("wild")).isEqualTo(rows("calm"));
            Leaderboard calmBoard = newest("calm");
            Leaderboard wildBoard = newest("wild");
            assertThat(comparable(wildBoard.top())).isEqualTo(comparable(calmBoard.top()));
            assertThat(List.of(wildBoard.failed(), wildBoard.hits(), wildBoard.candidates(), wildBoard.paidUsd()))
                    .isEqualTo(List.of(calmBoard.failed(), calmBoard.hits(), calmBoard.candidates(),
                            calmBoard.paidUsd()));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(kafka.values(Topic.DEAD_LETTER)).hasSize(2)
                            .allSatisfy(letter -> assertThat(letter.reason()).isEqualTo("undecodable")));
        }
    }

    private static StreamsApp app(String machine) throws InterruptedException {
        StreamsApp app = ScoringProcess.app(kafka.settings().bootstrapServers(), kafka.clusterId(),
                stateDir.resolve(machine));
        app.start();
        assertThat(app.awaitRunning(Duration.ofSeconds(60))).isTrue();
        return app;
    }

    /// The same runs in an order of their own.
    private static List<RunCompleted> runs(String sweep, long order) {
        List<RunCompleted> runs = new ArrayList<>();
        Random random = new Random(9);
        for (int candidate = 0; candidate < CANDIDATES; candidate++) {
            for (int c = 0; c < CASES; c++) {
                boolean right = random.nextInt(CANDIDATES) < candidate;
                double cost = random.nextDouble() / 1000;
                int latency = random.nextInt(5000);
                runs.add(random.nextInt(30) == 0
                        ? failed(run(sweep, candidate, c, 0))
                        : answered(run(sweep, candidate, c, 0), right ? "yes" : "no", cost, latency,
                                random.nextBoolean() ? AnswerSource.CALL : AnswerSource.HIT));
            }
        }
        java.util.Collections.shuffle(runs, new Random(order));
        return runs;
    }

    private static void send(List<RunCompleted> runs) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.settings().producer())) {
            for (RunCompleted run : runs) {
                producer.send(new ProducerRecord<>(Topic.RUN_COMPLETED.topicName(), run.run().caseKey(),
                        Topic.RUN_COMPLETED.serde().serialize("", run)));
            }
            producer.flush();
        }
    }

    private static void awaitRuns(String sweep, long runs) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(newest(sweep).runs()).isGreaterThanOrEqualTo(runs));
    }

    private static Leaderboard newest(String sweep) {
        List<Leaderboard> boards = kafka.values(Topic.LEADERBOARD)
                .stream()
                .filter(board -> board.sweepId().equals(sweep))
                .toList();
        assertThat(boards).isNotEmpty();
        return boards.getLast();
    }

    private static Map<Long, CandidateStats> rows(String sweep) {
        Map<Long, CandidateStats> rows = new HashMap<>();
        for (ConsumerRecord<String, CandidateStats> row : kafka.read(Topic.CANDIDATE_STATS)) {
            if (row.value().sweepId().equals(sweep)) {
                rows.put(row.value().candidate().index(), comparable(List.of(row.value())).getFirst());
            }
        }
        assertThat(rows).hasSize(CANDIDATES);
        return rows;
    }

    /// Without the sweep's name and the time.
    private static List<CandidateStats> comparable(List<CandidateStats> rows) {
        return rows.stream()
                .map(row -> new CandidateStats(row.schema(), "", row.candidate(), row.rank(), row.runs(), row.n(),
                        row.cases(), row.failed(), row.hits(), row.score(), row.standardError(), row.low(), row.high(),
                        row.sortKey(), row.feasible(), row.violated(), row.passRate(), row.metrics(), row.costUsd(),
                        row.paidUsd(), row.latency(), row.pareto(), 0))
                .toList();
    }
}
