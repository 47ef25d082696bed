package dev.promptlooper.standalone.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

class PagesTest {

    private final Pages pages = new Pages();

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/sweeps", "/sweeps/01KAB/runs/01KAB.3.17.0", "/prompts/v1.2", "/../x"})
    void pathsOfPagesGetTheDashboard(String path) throws Exception {
        // When
        Pages.Page page = pages.find(path);
        // Then
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.type()).isEqualTo("text/html; charset=utf-8");
        assertThat(page.cacheControl()).isEqualTo("no-cache");
        assertThat(new String(page.bytes(), StandardCharsets.UTF_8)).contains("<title>PromptLooper</title>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/assets/", "/assets/none.js", "/assets/../index.html", "/assets/..", "/assets/a/b.js",
        "/assets/.hidden"})
    void pathsInsideOfTheFilesFindFilesOnly(String path) throws Exception {
        assertThat(pages.find(path).status()).isEqualTo(404);
    }

    @Test
    void servicesAnswerEverythingUnderApi() {
        assertThat(pages.answers("GET", "/api/v1/sweeps")).isFalse();
        assertThat(pages.answers("POST", "/sweeps")).isFalse();
        assertThat(pages.answers("GET", "/actuator/health")).isFalse();
        assertThat(pages.answers("GET", "/sweeps")).isTrue();
    }
}
