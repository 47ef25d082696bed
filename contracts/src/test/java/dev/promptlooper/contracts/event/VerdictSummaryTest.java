package dev.promptlooper.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.Verdict.Confidence;
import dev.promptlooper.contracts.event.Verdict.Difference;
import dev.promptlooper.contracts.event.Verdict.Gain;
import dev.promptlooper.contracts.event.Verdict.Method;
import dev.promptlooper.contracts.event.Verdict.Outlook;
import dev.promptlooper.contracts.event.Verdict.Savings;
import dev.promptlooper.contracts.event.Verdict.Stage;
import dev.promptlooper.contracts.event.Verdict.Standing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class VerdictSummaryTest {

    private static Verdict verdict(Stage stage, @Nullable Confidence confidence, @Nullable Difference runnerUp,
            Savings savings) {
        return new Verdict(1, "s", 1, 0, stage, "guided", "numeric-match", true, List.of(), 3L, confidence, runnerUp,
                null, savings, new Verdict.Dropped(131, List.of()),
                new Outlook(Verdict.Decision.GOES_ON, "Two candidates are still close.",
                        List.of(new Gain(100, 0.44, 0.0041))),
                null,
                List.of(new Standing(3, 1, 100, 100, 0.8125, 0.731, 0.888, null, null, null, null, true, false)),
                List.of(), List.of(),
                List.of(new Candidate("a", 3, "terse", 2, "local", "m", Map.of("temperature", 0.4)),
                        new Candidate("b", 5, "steps", 0, "local", "m", Map.of())));
    }

    @Test
    void verdictIsSaidInTheUsersWords() {
        assertThat(VerdictSummary.of(verdict(Stage.FINAL, new Confidence(0.964, 0.01, Method.MODEL),
                new Difference(5, 0.021, 0.003, 0.039, 0.95, 100, Method.CONFIDENCE_SEQUENCE),
                new Savings(430, 412, 1.84, 12_000L, 53.2))))
                .containsExactly(
                        "Recommended: terse@2, local/m, temperature=0.4; numeric-match 0.812 (0.731 to 0.888) over 100 cases.",
                        "It is the best, or within 0.01 of the best, with a probability of 96 % by the search's model.",
                        "Ahead of the runner-up, steps, local/m, by 0.021 (95 % interval 0.003 to 0.039), paired over 100 cases.",
                        "412 of 12,000 calls, $1.84 of about $53; 18 runs took no call (cached or failed).",
                        "131 candidates were dropped on the way.", "Two candidates are still close.",
                        "100 more calls (about $0.44) would be expected to improve it by 0.0041.");
    }

    @Test
    void whatIsNotKnownIsNotSaid() {
        assertThat(VerdictSummary.of(verdict(Stage.RUNNING, null, null, new Savings(5, 5, 0, null, null)))).startsWith(
                "Best so far: terse@2, local/m, temperature=0.4; numeric-match 0.812 (0.731 to 0.888) over 100 cases.",
                "5 calls.");
    }

    @Test
    void boundIsSaidAsOneAndCertaintyIsNotRoundedUp() {
        assertThat(VerdictSummary.of(verdict(Stage.FINAL, new Confidence(0.99999, 0, Method.UNION_BOUND), null,
                new Savings(1, 1, 0.0004, 1L, 0.0004))).get(1))
                .isEqualTo("It is the best with a probability of more than 99.9 %.");
        assertThat(VerdictSummary.of(verdict(Stage.FINAL, new Confidence(0.9555, 0, Method.UNION_BOUND), null,
                new Savings(1, 1, 0.0004, 1L, 0.0004))).get(1))
                .isEqualTo("It is the best with a probability of at least 95 %.");
    }

    @Test
    void boundThatSaysNothingIsNotSaidAsAProbability() {
        assertThat(VerdictSummary.of(verdict(Stage.FINAL, new Confidence(0, 0.01, Method.UNION_BOUND), null,
                new Savings(1, 1, 0.0004, 1L, 0.0004))).get(1))
                .isEqualTo("These results cannot tell whether it is the best, or within 0.01 of the best.");
        assertThat(VerdictSummary.of(verdict(Stage.FINAL, new Confidence(1, 0, Method.UNION_BOUND), null,
                new Savings(1, 1, 0.0004, 1L, 0.0004))).get(1))
                .isEqualTo("It is the best with a probability of 100 %.");
    }
}
