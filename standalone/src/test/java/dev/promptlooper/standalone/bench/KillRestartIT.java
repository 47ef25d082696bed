package dev.promptlooper.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.standalone.fakellm.FakeLlm;
import dev.promptlooper.standalone.fakellm.FakeLlmOptions;
import dev.promptlooper.standalone.fakellm.Latency;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// The end of the standalone process in the middle of a sweep, with and without a warning.
class KillRestartIT {

    private static final int CASES = 400;
    private static final int CONCURRENCY = 32;
    private static final int SIGINT = 2;
    /// So slow that the end of the process, noticed late on a busy machine, is still in the middle of the sweep.
    private static final Latency SLOW = Latency.parse("uniform:500-1500");
    private static final Latency QUICK = Latency.parse("uniform:50-250");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;
    @SuppressWarnings("NullAway.Init")
    private FakeLlm llm;

    @BeforeEach
    void startEndpoint() {
        llm = FakeLlm.start(FakeLlmOptions.DEFAULT.withLatency(SLOW));
    }

    @AfterEach
    void stopEndpoint() {
        llm.close();
    }

    @Test
    void killedInstanceGoesOnWithoutLosingOrDoublingARun() throws Exception {
        // Given
        String sweepId;
        try (ChildInstance first = up("first.log")) {
            sweepId = first.sweeps().launch("killed", CASES);
            first.sweeps().awaitSettled(sweepId, CASES / 4);
            // When
            first.child().kill();
        }
        long inFlight = llm.stats().inFlight();
        llm.change(options -> options.withLatency(QUICK));
        try (ChildInstance second = up("second.log");
                Memory memory = new Memory(second.child().pid(), folder.resolve("data/postgres/postmaster.pid"))) {
            // Then
            second.sweeps().completes(sweepId, CASES);
            Map<String, String> board = second.sweeps().leaderboard(sweepId);
            assertThat(llm.ledger().timesPaid()).hasSize(2 * CASES);
            assertThat(llm.ledger().paidAgain()).isLessThanOrEqualTo(Math.max(inFlight, CONCURRENCY));
            // The same sweep from the cache is the leaderboard without a kill.
            int calls = llm.ledger().size();
            String again = second.sweeps().launch("killed", CASES);
            second.sweeps().awaitEnd(again);
            assertThat(second.sweeps().leaderboard(again)).isEqualTo(board);
            assertThat(llm.ledger().size()).isEqualTo(calls);
            assertThat(memory.peakMib()).isPositive();
            assertThat(memory.peakPostgresMib()).isPositive();
        }
    }

    @Test
    void interruptedInstanceStopsInOrderAndTheNextOneFindsEverything() throws Exception {
        // Given
        int cases = CASES / 2;
        String sweepId;
        try (ChildInstance first = up("first.log")) {
            sweepId = first.sweeps().launch("interrupted", cases);
            first.sweeps().awaitSettled(sweepId, cases / 4);
            Assumptions.assumeFalse(ignoresInterrupts(first.child().pid()),
                    "this session ignores SIGINT, and its children inherit that; run the tests in the foreground");
            // When
            new ProcessBuilder("kill", "-INT", String.valueOf(first.child().pid())).start().waitFor();
            // Then
            assertThat(ProcessHandle.of(first.child().pid()).map(ProcessHandle::onExit))
                    .hasValueSatisfying(end -> assertThat(end).succeedsWithin(Duration.ofSeconds(60)));
            assertThat(Files.readString(folder.resolve("first.log"))).contains("Stopping; once more to end at once")
                    .contains("Stopped. Everything is kept in");
            assertThat(folder.resolve("data/postgres/postmaster.pid")).doesNotExist();
            assertThat(folder.resolve("data/instance.json")).doesNotExist();
        }
        long paidBefore = llm.ledger().timesPaid().size();
        assertThat(paidBefore).as("it was in the middle").isBetween(1L, 2L * cases - 1);
        llm.change(options -> options.withLatency(QUICK));
        // When
        try (ChildInstance second = up("second.log")) {
            // Then
            second.sweeps().completes(sweepId, cases);
            assertThat(llm.ledger().timesPaid()).hasSize(2 * cases);
            assertThat(llm.ledger().paidAgain()).as("answers that were there at the stop are kept")
                    .isLessThanOrEqualTo(CONCURRENCY);
        }
    }

    private ChildInstance up(String log) throws IOException, InterruptedException {
        return ChildInstance.up(folder, llm.url(), CONCURRENCY, log);
    }

    /// A shell that starts a job in the background makes it ignore the signal, and with it all its descendants.
    private static boolean ignoresInterrupts(long pid) throws IOException {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        return Files.exists(status) && Files.readAllLines(status)
                .stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> new BigInteger(line.substring("SigIgn:".length()).strip(), 16).testBit(SIGINT - 1));
    }
}
