package dev.promptlooper.projector.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.projector.live.Lookout.Sight;
import dev.promptlooper.projector.live.Position;
import dev.promptlooper.projector.query.Wait.Outcome;
import dev.promptlooper.projector.query.Wait.Revision;
import dev.promptlooper.projector.query.Wait.Until;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WaitTest {

    private static final Revision SEEN = new Revision("k3f9-10", "3", 40);

    @Test
    void revisionIsReadAsItIsWritten() {
        for (Revision revision : new Revision[]{SEEN, new Revision("a-b.c-0", "x", 0)}) {
            assertThat(Revision.parse(revision.toString())).isEqualTo(revision);
        }
        for (String other : new String[]{"", "12", "k3f9-10", "k3f9-10.3", "k3f9-10.3.4.x", "k3f9-10.-1.4",
            "k3f9-10.3." + "9".repeat(19)}) {
            assertThat(Revision.parse(other)).as(other).isNull();
        }
    }

    @Test
    void leaderChangeIsMeasuredFromTheRevisionOfTheCaller() {
        assertThat(outcome(Until.LEADER_CHANGE, null, 11, "3", 50, "RUNNING", 4)).isEqualTo(Outcome.TIMEOUT);
        assertThat(outcome(Until.LEADER_CHANGE, null, 11, "7", 50, "RUNNING", 4)).isEqualTo(Outcome.MET);
    }

    @Test
    void progressIsAStepOfFivePercentOrTheWantedShare() {
        assertThat(outcome(Until.PROGRESS, null, 11, "3", 49, "RUNNING", 4)).isEqualTo(Outcome.TIMEOUT);
        assertThat(outcome(Until.PROGRESS, null, 11, "3", 50, "RUNNING", 4)).isEqualTo(Outcome.MET);
        assertThat(outcome(Until.PROGRESS, 30.0, 11, "3", 59, "RUNNING", 4)).isEqualTo(Outcome.TIMEOUT);
        assertThat(outcome(Until.PROGRESS, 30.0, 11, "3", 60, "RUNNING", 4)).isEqualTo(Outcome.MET);
    }

    @Test
    void anyChangeIsAnotherPosition() {
        assertThat(outcome(Until.ANY_CHANGE, null, 10, "3", 40, "RUNNING", 4)).isEqualTo(Outcome.TIMEOUT);
        assertThat(outcome(Until.ANY_CHANGE, null, 11, "3", 40, "RUNNING", 4)).isEqualTo(Outcome.MET);
    }

    @Test
    void pausedSweepEndsTheWaitForItsEndAndNotThatForAChange() {
        assertThat(outcome(Until.FINISHED, null, 10, "3", 40, "PAUSED", 2)).isEqualTo(Outcome.TIMEOUT);
        assertThat(outcome(Until.FINISHED, null, 10, "3", 40, "PAUSED", 0)).isEqualTo(Outcome.AT_REST);
        assertThat(outcome(Until.ANY_CHANGE, null, 10, "3", 40, "PAUSED", 0)).isEqualTo(Outcome.TIMEOUT);
    }

    @Test
    void sweepThatIsNotThereIsLookedForOn() {
        Wait wait = new Wait(Until.FINISHED, null, 0, null);
        assertThat(wait.isOver(new Sight(new Position("k3f9", 10), null, 2_900_000_000L))).isFalse();
    }

    private static Outcome outcome(Until until, @Nullable Double percent, long seq, String leader, long settled,
            String status, int outstanding) {
        Sight sight = new Sight(new Position("k3f9", seq),
                "{\"status\":\"%s\",\"finished\":false,\"totals\":{\"planned\":200,\"settled\":%d,\"outstanding\":%d},\"leaderboard\":{\"best\":{\"candidateIndex\":%s}}}"
                        .formatted(status, settled, outstanding, leader),
                0);
        return new Wait(until, percent, 25_000, SEEN).outcome(sight, Wait.sweep(sight));
    }
}
