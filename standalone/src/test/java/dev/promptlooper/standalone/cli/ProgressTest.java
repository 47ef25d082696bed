package dev.promptlooper.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.SweepStatus;
import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;

class ProgressTest {

    private final StringWriter text = new StringWriter();

    @Test
    void plainLinesComeEveryFewSecondsWithoutEscapeSequences() {
        // Given
        Progress progress = new Progress(new Terminal(false, false, 80), new PrintWriter(text), 0);
        // When
        for (int second = 0; second <= 12; second++) {
            progress.show(sweep(second * 10L, SweepStatus.RUNNING), "0.9 steps · local/m", seconds(second));
        }
        progress.finish(sweep(130, SweepStatus.COMPLETED), null, seconds(13));
        // Then
        assertThat(text.toString().lines().toList()).hasSize(4)
                .allSatisfy(line -> assertThat(line).doesNotContain("\u001b"));
        assertThat(text.toString().lines().toList().get(1))
                .isEqualTo(
                        "50/1,000 (5 %) runs after 5 s  hits 7  failed 2  $0.0125  ETA 1:35  best 0.9 steps · local/m");
        assertThat(text.toString()).contains("completed");
    }

    @Test
    void barIsRedrawnInsideTheWindow() {
        // Given
        Progress progress = new Progress(new Terminal(true, true, 60), new PrintWriter(text), 0);
        // When
        progress.show(sweep(500, SweepStatus.RUNNING), "0.9 a very long name of a candidate · with · much · text",
                seconds(1));
        // Then
        assertThat(text.toString()).startsWith("\r\u001b[2K██████████░░░░░░░░░░  500/1,000").endsWith("…");
        assertThat(text.toString().substring(5)).hasSize(60);
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    private static SweepView sweep(long settled, SweepStatus status) {
        return new SweepView("s", "name", status, 1, 1000L, null, settled, 7, 2, 0.0125, false, null);
    }
}
