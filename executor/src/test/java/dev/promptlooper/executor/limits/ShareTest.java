package dev.promptlooper.executor.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.executor.limits.Admission.Granted;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

class ShareTest {

    private static final long MINUTE = 60_000_000_000L;

    private long time = 12_345;

    @Test
    void partsOfAllProcessesAddUpToTheLimitHoweverPartitionsAreSpread() {
        Random random = new Random(5);
        for (int world = 0; world < 2_000; world++) {
            // Given
            int total = 1 + random.nextInt(24);
            int processes = 1 + random.nextInt(5);
            int limit = 1 + random.nextInt(3_000);
            List<Set<Integer>> assigned = new ArrayList<>();
            for (int process = 0; process < processes; process++) {
                assigned.add(new HashSet<>());
            }
            for (int partition = 0; partition < total; partition++) {
                assigned.get(random.nextInt(processes)).add(partition);
            }
            // When
            int sum = assigned.stream().mapToInt(partitions -> new Share(partitions, total).part(limit)).sum();
            // Then
            assertThat(sum).as("%s of %d, limit %d", assigned, total, limit).isBetween(limit, limit + processes - 1);
            if (limit >= total && assigned.stream().noneMatch(Set::isEmpty)) {
                assertThat(sum).isEqualTo(limit);
            }
        }
    }

    @Test
    void everyProcessMayMakeOneCall() {
        assertThat(new Share(Set.of(0), 4).part(1)).isEqualTo(1);
        assertThat(new Share(Set.of(3), 4).part(1)).isEqualTo(1);
        assertThat(new Share(Set.of(), 0).part(100)).isEqualTo(1);
        assertThat(Share.WHOLE.part(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void partitionThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> new Share(Set.of(4), 4)).hasMessageContaining("partition 4").hasMessageContaining("4");
    }

    @Test
    void limiterKeepsItsShareOfEveryLimitAsPartitionsComeAndGo() {
        // Given
        EndpointLimiter limiter = limiter(endpoint(10, null, null), new Share(Set.of(0, 1), 4));
        List<Granted> out = acquireAll(limiter);
        assertThat(out).hasSize(5);
        // When
        limiter.share(new Share(Set.of(0), 4));
        // Then
        assertThat(limiter.limit()).isEqualTo(2);
        out.removeIf(granted -> {
            limiter.release(granted.permit(), new Feedback.Abandoned());
            return true;
        });
        assertThat(acquireAll(limiter)).hasSize(2);
        // When
        limiter.share(new Share(Set.of(0, 1, 2, 3), 4));
        // Then
        assertThat(acquireAll(limiter)).hasSize(8);
        assertThat(limiter.inUse()).isEqualTo(10);
    }

    @Test
    void rateOfTwoProcessesTogetherStaysBelowTheLimitOfTheEndpoint() {
        // Given
        Endpoint endpoint = endpoint(1_000, 120, null);
        List<EndpointLimiter> processes = List.of(limiter(endpoint, new Share(Set.of(0), 2)),
                limiter(endpoint, new Share(Set.of(1), 2)));
        List<Long> taken = new ArrayList<>();
        // When
        for (long end = time + 5 * MINUTE; time < end; time += MINUTE / 600) {
            processes.forEach(limiter -> acquireAll(limiter).forEach(granted -> taken.add(time)));
        }
        // Then
        for (int i = 0; i + 120 < taken.size(); i++) {
            assertThat(taken.get(i + 120) - taken.get(i)).isGreaterThan(MINUTE - MINUTE / 600);
        }
        assertThat(taken.size()).isGreaterThan(5 * 100);
    }

    @Test
    void partitionsThatComeBringNoBurst() {
        // Given
        EndpointLimiter limiter = limiter(endpoint(1_000, 600, null), new Share(Set.of(0), 2));
        assertThat(acquireAll(limiter)).hasSize(30);
        // When
        limiter.share(new Share(Set.of(0, 1), 2));
        // Then
        assertThat(acquireAll(limiter)).isEmpty();
        time += MINUTE / 60;
        assertThat(acquireAll(limiter)).hasSize(9);
    }

    private EndpointLimiter limiter(Endpoint endpoint, Share share) {
        return new EndpointLimiter(endpoint, share, Duration.ofSeconds(60), () -> time);
    }

    private static List<Granted> acquireAll(EndpointLimiter limiter) {
        List<Granted> granted = new ArrayList<>();
        while (limiter.tryAcquire(1) instanceof Granted one) {
            granted.add(one);
        }
        return granted;
    }

    private static Endpoint endpoint(int concurrency, @Nullable Integer requestsPerMinute,
            @Nullable Integer tokensPerMinute) {
        return new Endpoint("local", "http://127.0.0.1:1/v1", null, Map.of(), concurrency, requestsPerMinute,
                tokensPerMinute, Duration.ofSeconds(1), 1, 1, Map.of());
    }
}
