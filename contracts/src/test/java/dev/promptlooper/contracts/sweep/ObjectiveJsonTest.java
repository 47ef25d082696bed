package dev.promptlooper.contracts.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.json.Json;
import org.junit.jupiter.api.Test;

import java.util.Map;

class ObjectiveJsonTest {

    /// `isMaximize()` looks like a getter of `maximize` to Jackson and once pushed the real one aside.
    @Test
    void objectiveKeepsItsDirectionOnTheWire() {
        // Given
        Objective maximise = new Objective("equals", null, Map.of("latency-ms", new Objective.Bound(null, 9.0)), 0.0);
        Objective minimise = new Objective(null, "latency-ms", null, null);
        // When
        String written = Json.write(maximise);
        // Then
        assertThat(written).isEqualTo(
                "{\"maximize\":\"equals\",\"subject-to\":{\"latency-ms\":{\"max\":9.0}},\"failures-as\":0.0}");
        assertThat(Json.read(written, Objective.class)).isEqualTo(maximise);
        assertThat(Json.read(Json.write(minimise), Objective.class)).isEqualTo(minimise);
    }
}
