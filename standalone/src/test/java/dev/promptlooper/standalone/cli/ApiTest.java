package dev.promptlooper.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

class ApiTest {

    @Test
    void problemDocumentBecomesDetailFieldValueAndFix() {
        assertThat(Api.problem(422, """
                {"type":"about:blank","title":"Invalid","status":422,"detail":"The sweep cannot be launched.",
                "errors":[{"field":"params.temperature","value":"hot","message":"must be a number"}]}"""))
                .isEqualTo("The sweep cannot be launched.\n  params.temperature: must be a number (was 'hot')");
    }

    @Test
    void answerThatIsNoProblemDocumentIsShownByStatusAndFirstLine() {
        assertThat(Api.problem(502, "<html>\nbad</html>")).isEqualTo("the instance answered 502: <html>");
        assertThat(Api.problem(500, "{}")).isEqualTo("the instance answered 500");
    }

    @Test
    void absentInstanceIsExplained() {
        try (Api api = new Api(URI.create("http://127.0.0.1:1"), null)) {
            assertThatThrownBy(() -> api.get("/api/v1/status")).isInstanceOf(CliFailure.class)
                    .hasMessageContaining("http://127.0.0.1:1")
                    .hasMessageContaining("promptlooper up");
        }
    }

    @Test
    void addressComesFromTheOptionThenTheEnvironmentThenTheDataDirectory() {
        Path nothing = Path.of("/nonexistent");
        Map<String, String> environment = Map.of("PROMPTLOOPER_URL", "http://127.0.0.1:2");
        assertThat(ClientOptions.running("http://127.0.0.1:3", nothing, environment))
                .hasValue(URI.create("http://127.0.0.1:3"));
        assertThat(ClientOptions.running(null, nothing, environment)).hasValue(URI.create("http://127.0.0.1:2"));
        assertThat(ClientOptions.running(null, nothing, Map.of())).isEmpty();
        assertThatThrownBy(() -> ClientOptions.running("localhost:8400", nothing, Map.of()))
                .hasMessageContaining("http://127.0.0.1:8400");
    }
}
