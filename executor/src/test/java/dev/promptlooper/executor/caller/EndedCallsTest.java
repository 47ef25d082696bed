package dev.promptlooper.executor.caller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.CallRequested;
import dev.promptlooper.executor.caller.CallSource.Delivery;
import org.junit.jupiter.api.Test;

import java.util.Map;

class EndedCallsTest {

    private final EndedCalls ended = new EndedCalls(Map.of("answered", 1_000L),
            Map.of("failed", new EndedCalls.Failure(20, 1_000)), 100);

    @Test
    void answerEndsTheRequestsThatWereMadeBeforeIt() {
        assertThat(ended.contains(request("answered", 5, 900))).isTrue();
        assertThat(ended.contains(request("answered", 5, 1_100))).isFalse();
        assertThat(ended.contains(request("unknown", 5, 900))).isFalse();
    }

    @Test
    void failureEndsTheRequestsUpToTheOneItNames() {
        assertThat(ended.contains(request("failed", 19, 900))).isTrue();
        assertThat(ended.contains(request("failed", 20, 900))).isTrue();
        // asked again after the failure, on behalf of a run that had been requested before it
        assertThat(ended.contains(request("failed", 21, 900))).isFalse();
        assertThat(ended.contains(request("failed", 19, 1_100))).isFalse();
    }

    private static Delivery request(String hash, long offset, long requestedAt) {
        return new FakeDelivery(new CallRequested(1, hash, "local", "http://127.0.0.1:1/v1", "m", "{}", "s", 50, null,
                0, 1, requestedAt), offset);
    }
}
