package dev.promptlooper.executor.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

class OffsetLedgerTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ledgerCommitsExactlyTheContiguousPrefixWhateverTheOrderAndTheGaps(long seed) {
        Random random = new Random(seed);
        for (int world = 0; world < 300; world++) {
            // Given
            OffsetLedger ledger = new OffsetLedger();
            TreeMap<Long, OffsetLedger.Entry> open = new TreeMap<>();
            TreeSet<Long> seen = new TreeSet<>();
            long offset = random.nextInt(1000);
            long committed = OffsetLedger.NONE;
            for (int step = 0; step < 200; step++) {
                // When
                if (random.nextBoolean()) {
                    offset += 1 + (random.nextInt(5) == 0 ? random.nextInt(50) : 0); // a gap now and then
                    open.put(offset, ledger.add(offset));
                    seen.add(offset);
                } else if (!open.isEmpty()) {
                    List<Long> keys = new ArrayList<>(open.keySet());
                    OffsetLedger.Entry entry = Objects.requireNonNull(
                            open.remove(keys.get(random.nextInt(keys.size()))));
                    entry.begin();
                    entry.done();
                    entry.done(); // told twice
                }
                // Then
                Long firstOpen = open.isEmpty() ? null : open.firstKey();
                Long lastDone = firstOpen == null
                        ? (seen.isEmpty() ? null : seen.last())
                        : seen.lower(firstOpen);
                long expected = lastDone == null ? OffsetLedger.NONE : lastDone + 1;
                long committable = ledger.committable();
                assertThat(committable).isEqualTo(expected > committed ? expected : OffsetLedger.NONE);
                if (committable != OffsetLedger.NONE && random.nextInt(3) == 0) {
                    ledger.committed(committable);
                    committed = committable;
                }
            }
            open.values().forEach(OffsetLedger.Entry::done);
            assertThat(ledger.open()).isZero();
            assertThat(ledger.working()).isZero();
        }
    }

    @Test
    void revokedLedgerLetsNothingBeginAndStillTakesResults() {
        // Given
        OffsetLedger ledger = new OffsetLedger();
        OffsetLedger.Entry begun = ledger.add(5);
        OffsetLedger.Entry waiting = ledger.add(6);
        begun.begin();
        // When
        ledger.revoke();
        // Then
        assertThat(waiting.begin()).isFalse();
        assertThat(begun.begin()).isFalse();
        assertThat(ledger.working()).isEqualTo(1);
        begun.done();
        assertThat(ledger.working()).isZero();
        assertThat(ledger.committable()).isEqualTo(6);
    }

    @Test
    void offsetsMustAscend() {
        // Given
        OffsetLedger ledger = new OffsetLedger();
        ledger.add(7);
        // Then
        assertThatThrownBy(() -> ledger.add(7)).hasMessageContaining("offset 7 does not follow 7");
    }
}
