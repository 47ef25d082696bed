package dev.promptlooper.mcp.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EraTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        // header, Mcp-Method, version in the body, era
        "-, -, -, LEGACY", "2025-11-25, -, -, LEGACY", "2024-11-05, -, -, LEGACY",
        "2025-11-25, tools/list, -, LEGACY", "2025-11-25, tools/list, 2025-11-25, LEGACY",
        "2026-07-28, -, -, MODERN", "v999, -, -, MODERN", "-, tools/list, -, MODERN", "-, -, 2026-07-28, MODERN",
        "2025-11-25, -, 2026-07-28, MODERN"})
    void requestBelongsToTheEraThatItsHeadersAndBodySay(@Nullable String version, @Nullable String method,
            @Nullable String inBody, Era era) {
        assertThat(Era.of(version, method, inBody)).isEqualTo(era);
    }
}
