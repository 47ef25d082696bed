package dev.promptlooper.producer.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.DatasetCase;
import dev.promptlooper.producer.RunningApi;
import dev.promptlooper.producer.RunningApi.Answer;
import dev.promptlooper.producer.SharedApi;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import dev.promptlooper.producer.planner.CaseSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class DatasetIT {

    private static final RunningApi api = SharedApi.api();

    @Test
    void uploadBecomesAVersionWithReadableCases() {
        // When
        Answer answer = api.upload("?name=gsm&expected=answer&metadata=source", "text/csv",
                "id,question,answer,source\nc1,1+1?,2,book\nc2,\"a\tb\\c\n\",4,web\n");
        // Then
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/api/v1/datasets/gsm/versions/1");
        assertThat(answer.json().path("cases").asInt()).isEqualTo(2);
        assertThat(api.bean(CaseSource.class).cases("gsm", 1, 0, 10)).containsExactly(
                new DatasetCase("c1", 0, Map.of("question", "1+1?"), "2", Map.of("source", "book")),
                new DatasetCase("c2", 1, Map.of("question", "a\tb\\c\n"), "4", Map.of("source", "web")));
    }

    @Test
    void sameFileIsTheSameVersionAndAnotherMappingIsNot() {
        // Given
        String file = "{\"q\":\"1\",\"a\":\"2\"}\n";
        api.upload("?name=twice&expected=a", "application/x-ndjson", file);
        // When
        Answer same = api.upload("?name=twice&expected=a", "application/x-ndjson", file);
        Answer other = api.upload("?name=twice&format=jsonl", "application/octet-stream", file);
        // Then
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.json().path("version").asInt()).isEqualTo(1);
        assertThat(other.status()).isEqualTo(201);
        assertThat(other.json().path("version").asInt()).isEqualTo(2);
        assertThat(orphans()).isZero();
    }

    @Test
    void parallelUploadsOfOneNameAreNumberedWithoutGaps() throws Exception {
        // When
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> uploads = java.util.stream.IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> api.upload("?name=race", "text/csv", "q\n" + i % 4 + "\n")))
                    .toList();
            for (Future<Answer> upload : uploads) {
                assertThat(upload.get().status()).as(upload.get().text()).isIn(200, 201);
            }
        }
        // Then
        assertThat(api.get("/api/v1/datasets/race/versions")
                .json()
                .path("items")
                .valueStream()
                .map(v -> v.path("version").asInt()))
                .containsExactly(4, 3, 2, 1);
        assertThat(orphans()).isZero();
    }

    @Test
    void badRowsAreNamedAndNothingIsKept() {
        // When
        Answer answer = api.upload("?name=bad", "text/csv", "q,a\n1,2\n3\n" + "4,5\n".repeat(50_000) + "6,7,8\n");
        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.errors()).hasSize(2);
        assertThat(answer.errors().getFirst()).startsWith("line 3: has 1 values");
        assertThat(answer.errors().getLast()).startsWith("line 50004: has 3 values");
        assertThat(api.get("/api/v1/datasets/bad").status()).isEqualTo(404);
        assertThat(orphans()).isZero();
    }

    @Test
    void duplicateIdsAreNamedByLine() {
        Answer answer = api.upload("?name=ids", "text/csv", "id,q\na,1\nb,2\na,3\n");
        assertThat(answer.errors())
                .containsExactly("line 4: has the id of line 2; ids are unique, name another column with id=…");
        assertThat(orphans()).isZero();
    }

    @Test
    void casesArePagedByIndex() {
        // Given
        api.upload("?name=pages", "text/csv", "q\n" + "x\n".repeat(25));
        // When
        Answer first = api.get("/api/v1/datasets/pages/versions/1/cases?limit=10");
        Answer last = api.get("/api/v1/datasets/pages/versions/1/cases?limit=10&after=19");
        // Then
        assertThat(first.json().path("items").size()).isEqualTo(10);
        assertThat(first.json().path("next").asInt()).isEqualTo(9);
        assertThat(last.json().path("items").size()).isEqualTo(5);
        assertThat(last.json().has("next")).isFalse();
    }

    @Test
    void wrongRequestsAreExplained() {
        assertThat(api.upload("?name=x", "application/octet-stream", "q\n1\n").status()).isEqualTo(415);
        assertThat(api.upload("?name=x&format=xls", "application/octet-stream", "q\n1\n").errors())
                .containsExactly("format: format must be csv, jsonl, json or yaml");
        assertThat(api.upload("", "text/csv", "q\n1\n").errors()).singleElement().asString().startsWith("name: ");
        assertThat(api.upload("?name=../x", "text/csv", "q\n1\n").status()).isEqualTo(422);
        assertThat(api.upload("?name=x", "application/x-www-form-urlencoded", "q\n1\n").status()).isEqualTo(415);
        assertThat(api.get("/api/v1/datasets/gsn").json().path("detail").asString())
                .contains("there is no dataset 'gsn'");
        assertThat(api.get("/api/v1/datasets?limit=0").status()).isEqualTo(422);
        assertThat(api.get("/api/v1/datasets?limit=x").status()).isEqualTo(400);
    }

    @Test
    void s41RejectedUploadOfManyMegabytesStillGetsItsAnswer() {
        Answer answer = api.upload("?name=long&format=csv", "application/octet-stream",
                () -> new GeneratedCsv(1_000_000, 30, true));
        assertThat(answer.status()).isEqualTo(422);
    }

    @Test
    void s41TwoHundredThousandRowsStreamThroughLittleMemory() {
        // Given
        long before = usedAfterGc();
        PeakMemory peak = new PeakMemory();
        // When
        Answer answer;
        try (peak) {
            answer = api.upload("?name=big", "text/csv", () -> new GeneratedCsv(200_000, 400, false));
        }
        // Then
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.json().path("cases").asInt()).isEqualTo(200_000);
        assertThat(answer.json().path("bytes").asLong()).isGreaterThan(80_000_000);
        // The live set stays flat while 80 MB pass through.
        assertThat(peak.highestAfterGc() - before).isLessThan(40L << 20);
        assertThat(api.bean(CaseSource.class).cases("big", 1, 199_999, 10)).singleElement()
                .extracting(DatasetCase::id)
                .isEqualTo("r199999");
    }

    @Test
    @Tag("slow")
    void oneMillionRowsAndAGigabyteAreImported() {
        // When
        long start = System.nanoTime();
        Answer answer = api.upload("?name=huge", "text/csv", () -> new GeneratedCsv(1_000_000, 1_000, false));
        double seconds = (System.nanoTime() - start) / 1e9;
        // Then
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.json().path("cases").asInt()).isEqualTo(1_000_000);
        assertThat(answer.json().path("bytes").asLong()).isGreaterThan(1_000_000_000);
        System.out.println(
                "imported 1,000,000 rows, " + answer.json().path("bytes").asLong() + " bytes in " + seconds + " s");
    }

    private static long orphans() {
        return api.bean(CatalogDatabase.class)
                .jdbc()
                .sql("""
                        SELECT count(*) FROM catalog.dataset_case c
                        WHERE NOT EXISTS (SELECT FROM catalog.dataset_version v WHERE v.id = c.version_id)""")
                .query(Long.class)
                .single();
    }

    private static long usedAfterGc() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /// Collects garbage all the time and keeps the highest live set.
    private static final class PeakMemory implements AutoCloseable {

        private volatile boolean running = true;
        private volatile long highest;
        private final Thread thread = Thread.ofPlatform().daemon().start(() -> {
            while (running) {
                highest = Math.max(highest, usedAfterGc());
                java.util.concurrent.locks.LockSupport.parkNanos(200_000_000);
            }
        });

        long highestAfterGc() {
            return highest;
        }

        @Override
        public void close() {
            running = false;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// A CSV file that exists only while it is read.
    private static final class GeneratedCsv extends InputStream {

        private final int rows;
        private final String text;
        private final boolean broken;
        private int row = -1;
        private byte[] line = "id,question,answer\n".getBytes(StandardCharsets.UTF_8);
        private int at;

        GeneratedCsv(int rows, int textLength, boolean broken) {
            this.rows = rows;
            this.text = "What is this? ".repeat(textLength / 14 + 1).substring(0, textLength);
            this.broken = broken;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (at == line.length) {
                row++;
                if (row == rows) {
                    row--;
                    return -1;
                }
                line = ("r" + row + "," + text + "," + row + (broken ? ",x" : "") + "\n")
                        .getBytes(StandardCharsets.UTF_8);
                at = 0;
            }
            int count = Math.min(length, line.length - at);
            System.arraycopy(line, at, target, offset, count);
            at += count;
            return count;
        }
    }
}
