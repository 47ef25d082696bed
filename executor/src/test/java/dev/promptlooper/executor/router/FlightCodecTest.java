package dev.promptlooper.executor.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promptlooper.executor.router.FlightState.Airborne;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

class FlightCodecTest {

    private static final Waiter WAITER = new Waiter("SWEEP/s.0.0.0", "s/0", 0, 1_000,
            JsonBytes.of("\"run\":{}".getBytes(StandardCharsets.UTF_8)), Fate.OPEN);

    @ParameterizedTest
    @NullSource
    @ValueSource(ints = {1, 8})
    void flightIsReadAsItWasWritten(@Nullable Integer concurrency) {
        // Given
        Airborne flight = new Airborne(new Call("local", "http://127.0.0.1:9/v1", "m", "{}", "s", 50, concurrency, 7),
                2, 9_000, WAITER, true);
        // Then
        assertThat(FlightCodec.readFlight(FlightCodec.write(flight))).isEqualTo(flight);
    }

    @Test
    void flightOfTheVersionBeforeHasNoLimit() throws IOException {
        // Given
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(1);
        for (String text : List.of("local", "http://127.0.0.1:9/v1", "m", "{}", "s")) {
            out.writeInt(text.length());
            out.writeBytes(text);
        }
        out.writeInt(50);
        out.writeLong(7);
        out.writeInt(2);
        out.writeLong(9_000);
        out.write(FlightCodec.write(WAITER), 1, FlightCodec.write(WAITER).length - 1);
        out.writeBoolean(true);
        // Then
        assertThat(FlightCodec.readFlight(bytes.toByteArray())).isEqualTo(new Airborne(
                new Call("local", "http://127.0.0.1:9/v1", "m", "{}", "s", 50, null, 7), 2, 9_000, WAITER, true));
    }

    @Test
    void unknownFormIsRefused() {
        assertThatThrownBy(() -> FlightCodec.readFlight(new byte[]{99})).hasMessageContaining("form 99");
    }
}
