package dev.promptlooper.projector.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// A clock of its own decides what lies how far ahead; the timer behind it is the real one.
final class AlarmsTest {

    private static final long FAR = Duration.ofHours(1).toNanos();

    private final AtomicLong now = new AtomicLong(-FAR);
    private final Alarms alarms = new Alarms(now::get);

    @AfterEach
    void close() {
        alarms.close();
    }

    @Test
    void anAlarmRingsWhenItsTimeHasCome() throws InterruptedException {
        // Given
        CountDownLatch rung = new CountDownLatch(1);
        // When
        alarms.make(rung::countDown).set(now.get() - FAR);
        // Then
        assertTrue(rung.await(10, TimeUnit.SECONDS));
        assertEquals(0, alarms.size());
    }

    @Test
    void anAlarmThatIsSetAnewRingsAtTheNewTimeOnly() throws InterruptedException {
        // Given
        AtomicInteger rings = new AtomicInteger();
        Alarms.Alarm alarm = alarms.make(rings::incrementAndGet);
        CountDownLatch later = new CountDownLatch(1);
        // When
        alarm.set(now.get() + FAR);
        alarm.set(now.get() + 2 * FAR);
        // Then: one is left, and it rings once when it is brought forward
        assertEquals(1, alarms.size());
        alarm.set(now.get());
        alarms.make(later::countDown).set(now.get() + 2 * Alarms.BEAT_NANOS);
        assertTrue(later.await(10, TimeUnit.SECONDS));
        assertEquals(1, rings.get());
    }

    @Test
    void timesOfTheSameBeatAreOneAlarm() {
        // Given
        Alarms.Alarm alarm = alarms.make(() -> {});
        long beat = FAR / Alarms.BEAT_NANOS * Alarms.BEAT_NANOS;
        // When
        for (long nanos = 0; nanos < Alarms.BEAT_NANOS; nanos += 1_000) {
            alarm.set(beat + nanos);
        }
        // Then
        assertEquals(1, alarms.size());
    }

    @Test
    void aCancelledAlarmStaysSilentForGood() throws InterruptedException {
        // Given
        AtomicInteger rings = new AtomicInteger();
        Alarms.Alarm alarm = alarms.make(rings::incrementAndGet);
        alarm.set(now.get() + FAR);
        // When
        alarm.cancel();
        alarm.set(now.get());
        // Then
        assertEquals(0, alarms.size());
        CountDownLatch later = new CountDownLatch(1);
        alarms.make(later::countDown).set(now.get() + 2 * Alarms.BEAT_NANOS);
        assertTrue(later.await(10, TimeUnit.SECONDS));
        assertEquals(0, rings.get());
    }

    @Test
    void anAlarmAfterTheEndIsForgotten() {
        // Given
        alarms.close();
        // When
        alarms.make(() -> {}).set(now.get());
        // Then
        assertEquals(0, alarms.size());
    }
}
