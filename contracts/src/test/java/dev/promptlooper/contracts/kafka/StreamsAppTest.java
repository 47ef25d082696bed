package dev.promptlooper.contracts.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class StreamsAppTest {

    @Test
    void refusedTopologyIsToldFromWhatMayWorkAgain() {
        // Given
        StreamsException refused = new StreamsException(
                new InvalidRequestException("Topology updates are not supported yet."));
        StreamsException passing = new StreamsException(new TimeoutException("no answer"));
        // Then
        assertThat(StreamsApp.isTopologyRefused(refused)).isTrue();
        assertThat(StreamsApp.isTopologyRefused(passing)).isFalse();
    }
}
