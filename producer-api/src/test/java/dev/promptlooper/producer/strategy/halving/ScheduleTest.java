package dev.promptlooper.producer.strategy.halving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.producer.space.Seeded;
import dev.promptlooper.producer.strategy.halving.Schedule.Rung;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void rungsWithoutBudgetGrowByEtaUntilOneIsLeftOrAllCasesAreUsed() {
        assertThat(Schedule.of(8, 100, 2, 10, null).rungs())
                .containsExactly(new Rung(8, 10), new Rung(4, 20), new Rung(2, 40), new Rung(1, 100));
        assertThat(Schedule.of(8, 25, 2, 10, null).rungs())
                .containsExactly(new Rung(8, 10), new Rung(4, 20), new Rung(2, 25));
    }

    @Test
    void rungsShareABudgetEvenly() {
        assertThat(Schedule.of(8, 100, 2, null, 240L).rungs())
                .containsExactly(new Rung(8, 10), new Rung(4, 30), new Rung(2, 70));
    }

    @Test
    void budgetOfTheGridIsTheGrid() {
        assertThat(Schedule.of(143, 100, 2, null, 14_300L).rungs()).containsExactly(new Rung(143, 100));
    }

    @Test
    void budgetBelowOneRunForEachLetsAsManyStartAsItCovers() {
        // Given
        Schedule schedule = Schedule.of(1_000, 50, 2, null, 100L);
        // Then
        assertThat(schedule.rungs().getFirst().contenders()).isBetween(40, 60);
        assertThat(schedule.rungs().getFirst().runs()).isEqualTo(1);
    }

    @Test
    void scheduleNeverPlansMoreThanTheBudgetAndAlmostAllOfIt() {
        Seeded random = new Seeded(1);
        for (int i = 0; i < 2_000; i++) {
            int candidates = 1 + (int) random.below(200);
            int runs = 1 + (int) random.below(150);
            int eta = 2 + (int) random.below(4);
            long grid = (long) candidates * runs;
            long calls = 1 + random.below(grid);
            Schedule schedule = Schedule.of(candidates, runs, eta, null, calls);
            long planned = (long) schedule.rungs().getFirst().contenders() * schedule.rungs().getFirst().runs()
                    + schedule.after(0);
            assertThat(planned).as(candidates + " × " + runs + ", eta " + eta + ", " + calls + " calls: " + schedule)
                    .isLessThanOrEqualTo(calls);
            for (int rung = 1; rung < schedule.rungs().size(); rung++) {
                assertThat(schedule.rungs().get(rung).runs()).isGreaterThan(schedule.rungs().get(rung - 1).runs());
                assertThat(schedule.rungs().get(rung).contenders())
                        .isLessThan(schedule.rungs().get(rung - 1).contenders());
            }
        }
    }

    @Test
    void ashaRungsReachDownFromAllRuns() {
        assertThat(AshaStrategy.targets(100, 3, null)).containsExactly(12, 34, 100);
        assertThat(AshaStrategy.targets(100, 3, 5)).containsExactly(5, 12, 34, 100);
        assertThat(AshaStrategy.targets(7, 3, null)).containsExactly(7);
        assertThat(AshaStrategy.targets(10, 2, 1)).containsExactly(1, 2, 3, 5, 10);
    }
}
