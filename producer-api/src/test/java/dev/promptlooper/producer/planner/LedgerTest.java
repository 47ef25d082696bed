package dev.promptlooper.producer.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.SweepEvent.Totals;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.producer.planner.Ledger.Settlement;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

class LedgerTest {

    private static Ledger ledger(Budget budget) {
        return new Ledger(budget, 0, Totals.ZERO);
    }

    @Test
    void reservationsNeverExceedTheBudgetWhateverHappens() {
        for (int seed = 0; seed < 200; seed++) {
            // Given
            Random random = new Random(seed);
            double usd = random.nextDouble() * 5;
            long tokens = random.nextInt(100_000);
            long calls = random.nextInt(200);
            Ledger ledger = ledger(new Budget(usd, tokens, calls, null));
            Deque<Reservation> outstanding = new ArrayDeque<>();
            double paidUsd = 0;
            long paidTokens = 0;
            double overshoot = 0;
            long tokenOvershoot = 0;
            // When
            for (int step = 0; step < 1_000; step++) {
                Reservation estimate = new Reservation(random.nextDouble() * 0.1, random.nextInt(1_000));
                if (random.nextBoolean() && ledger.reserve(estimate)) {
                    outstanding.add(estimate);
                } else if (!outstanding.isEmpty()) {
                    Reservation done = outstanding.removeFirst();
                    boolean hit = random.nextInt(4) == 0;
                    double real = hit ? 0 : done.usd() * (0.5 + random.nextDouble());
                    long realTokens = hit ? 0 : (long) (done.tokens() * (0.5 + random.nextDouble()));
                    ledger.settle(done, new Settlement(false, hit, real, realTokens, hit ? 0 : 1));
                    paidUsd += real;
                    paidTokens += realTokens;
                    overshoot += Math.max(0, real - done.usd());
                    tokenOvershoot += Math.max(0, realTokens - done.tokens());
                }
                // Then
                Totals totals = ledger.totals(null);
                assertThat(totals.spentUsd() + totals.reservedUsd()).isLessThanOrEqualTo(usd + overshoot + 1e-6);
                assertThat(totals.spentTokens() + totals.reservedTokens())
                        .isLessThanOrEqualTo(tokens + tokenOvershoot);
                assertThat(totals.spentCalls() + totals.outstanding()).isLessThanOrEqualTo(calls);
                assertThat(totals.reservedUsd()).isGreaterThanOrEqualTo(0);
                assertThat(totals.outstanding()).isEqualTo(outstanding.size());
            }
            while (!outstanding.isEmpty()) {
                ledger.settle(outstanding.removeFirst(), new Settlement(true, false, 0, 0, 0));
            }
            Totals end = ledger.totals(null);
            assertThat(end.spentUsd()).isCloseTo(paidUsd, within(1e-9));
            assertThat(end.spentTokens()).isEqualTo(paidTokens);
            assertThat(end.reservedUsd()).isZero();
            assertThat(end.reservedTokens()).isZero();
            assertThat(end.requested()).isEqualTo(end.settled());
        }
    }

    @Test
    void budgetIsUsedToItsLastCent() {
        // Given
        Ledger ledger = ledger(new Budget(0.3, null, null, null));
        // When
        for (int i = 0; i < 3; i++) {
            // Then
            assertThat(ledger.reserve(new Reservation(0.1, 0))).isTrue();
        }
        assertThat(ledger.reserve(new Reservation(0.1, 0))).isFalse();
    }

    @Test
    void budgetThatIsReachedIsToldInPlainDollars() {
        // Given
        Ledger ledger = ledger(new Budget(0.0001, null, null, null));
        Reservation reservation = new Reservation(0.00007, 0);
        assertThat(ledger.reserve(reservation)).isTrue();
        // When
        ledger.settle(reservation, new Settlement(false, false, 0.00007, 10, 1));
        // Then
        assertThat(ledger.reached()).isEqualTo("$0.0001 (spent $0.00007)");
    }

    @Test
    void impossibleCostsAreRefused() {
        assertThatThrownBy(() -> new Settlement(false, false, -1, 0, 0)).hasMessageContaining("-1.0 USD");
        assertThatThrownBy(() -> new Settlement(false, false, Double.NaN, 0, 0)).hasMessageContaining("NaN");
    }
}
