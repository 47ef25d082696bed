package dev.promptlooper.projector.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.promptlooper.contracts.access.Grace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Map;

class LiveSettingsTest {

    @Test
    void operatorSetsHowManySocketsAPersonOrKeyMayHave() {
        // When
        LiveSettings settings = LiveSettings.fromEnvironment(Map.of(LiveSettings.PER_USER, "150"));
        // Then
        assertThat(settings.maxPerUser()).isEqualTo(150);
        assertThat(settings.maxConnections()).isEqualTo(LiveSettings.DEFAULT.maxConnections());
    }

    @Test
    void operatorSetsHowLongSocketsStayWhoseOwnerIsUnknown() {
        assertThat(LiveSettings.fromEnvironment(Map.of(Grace.VARIABLE, "0")).grace()).isEqualTo(Duration.ZERO);
    }

    @Test
    void withoutAWordOfTheOperatorTheDefaultsHold() {
        assertThat(LiveSettings.fromEnvironment(Map.of(LiveSettings.PER_USER, " "))).isEqualTo(LiveSettings.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "many", "12001", "99999999999"})
    void otherNumberStopsTheStart(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LiveSettings.fromEnvironment(Map.of(LiveSettings.PER_USER, text)))
                .withMessageContaining(LiveSettings.PER_USER)
                .withMessageContaining("'" + text + "'");
    }
}
