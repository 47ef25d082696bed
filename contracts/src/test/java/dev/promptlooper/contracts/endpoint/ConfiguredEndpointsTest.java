package dev.promptlooper.contracts.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

class ConfiguredEndpointsTest {

    private static final String LOCAL = "endpoints: [{name: local, base-url: 'http://127.0.0.1:11434/v1'}]";

    private final AtomicLong clock = new AtomicLong();
    @TempDir
    private Path folder;

    @Test
    void keyAloneMakesTheOpenAiService() {
        // When
        ConfiguredEndpoints endpoints = environment(Map.of("OPENAI_API_KEY", "k"));
        // Then
        assertThat(endpoints.all()).singleElement().satisfies(openai -> {
            assertThat(openai.name()).isEqualTo("openai");
            assertThat(openai.baseUrl()).isEqualTo("https://api.openai.com/v1");
            assertThat(openai.apiKey()).isEqualTo(SecretRef.parse("env:OPENAI_API_KEY"));
        });
    }

    @Test
    void baseUrlAloneMakesAnEndpointWithoutKey() {
        // When
        ConfiguredEndpoints endpoints = environment(
                Map.of("OPENAI_BASE_URL", "http://127.0.0.1:8000/v1/", "OPENAI_API_KEY", "", "OPENAI_CONCURRENCY",
                        "64"));
        // Then
        Endpoint openai = endpoints.find("openai").orElseThrow();
        assertThat(openai.baseUrl()).isEqualTo("http://127.0.0.1:8000/v1");
        assertThat(openai.apiKey()).isNull();
        assertThat(openai.concurrency()).isEqualTo(64);
    }

    @Test
    void nothingConfiguredIsNoEndpoint() {
        assertThat(environment(Map.of()).all()).isEmpty();
        assertThat(environment(Map.of("OPENAI_BASE_URL", " ")).all()).isEmpty();
    }

    @Test
    void fileHasEveryField() throws IOException {
        // Given
        Path file = write("""
                endpoints:
                  - name: local
                    base-url: HTTP://LOCALHOST:80/v1/
                    api-key: file:/run/key
                    headers: {X-Team: red}
                    concurrency: 32
                    requests-per-minute: 600
                    tokens-per-minute: 90000
                    timeout-seconds: 0.5
                    max-attempts: 2
                    max-tokens-assumed: 99
                    prices: {"*": {input: 1, output: 2.5}}
                """);
        // When
        Endpoint local = new ConfiguredEndpoints(Map.of(), file, clock::get).find("local").orElseThrow();
        // Then
        assertThat(local).isEqualTo(new Endpoint("local", "http://localhost/v1", SecretRef.parse("file:/run/key"),
                Map.of("X-Team", "red"), 32, 600, 90_000, Duration.ofMillis(500), 2, 99,
                Map.of("*", new ModelPrice(1, 2.5))));
        assertThat(local.price("any").orElseThrow().cost(1_000_000, 2_000_000)).isEqualTo(6);
    }

    @Test
    void stepsOfACallHaveTimesOfTheirOwn() throws IOException {
        // Given
        Path file = write("""
                endpoints:
                  - {name: slow, base-url: 'http://h/v1', timeout-seconds: 900}
                  - {name: quick, base-url: 'http://h/v1', timeout-seconds: 30, connect-seconds: 0.5,
                     first-byte-seconds: 5, idle-seconds: 2}
                """);
        // When
        ConfiguredEndpoints endpoints = new ConfiguredEndpoints(Map.of(), file, clock::get);
        // Then: a slow model may think for all the time it has
        assertThat(endpoints.find("slow").orElseThrow().waits())
                .isEqualTo(new Waits(Duration.ofSeconds(10), Duration.ofSeconds(900), Duration.ofSeconds(60)));
        assertThat(endpoints.find("quick").orElseThrow().waits())
                .isEqualTo(new Waits(Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofSeconds(2)));
        assertThat(endpoints.find("quick").orElseThrow().withApiKey(null).waits().idle())
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void fileReplacesTheEndpointOfTheEnvironmentAndOverridesReplaceBoth() throws IOException {
        // Given
        Path file = write(
                "endpoints: [{name: openai, base-url: 'http://f/v1', concurrency: 3}, {name: my-llm.2, base-url: 'http://g'}]");
        // When
        ConfiguredEndpoints endpoints = new ConfiguredEndpoints(
                Map.of("OPENAI_BASE_URL", "http://e", "PROMPTLOOPER_ENDPOINT_MY_LLM_2_URL", "http://127.0.0.1:9/v1"),
                file,
                clock::get);
        // Then
        assertThat(endpoints.all()).extracting(Endpoint::name, Endpoint::baseUrl)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("openai", "http://f/v1"),
                        org.assertj.core.groups.Tuple.tuple("my-llm.2", "http://127.0.0.1:9/v1"));
    }

    @Test
    void changeOfTheFileIsSeenAfterTwoSeconds() throws IOException {
        // Given
        Path file = write(LOCAL);
        ConfiguredEndpoints endpoints = new ConfiguredEndpoints(Map.of(), file, clock::get);
        // When
        write("endpoints: [{name: other, base-url: 'http://h'}]");
        // Then
        clock.addAndGet(Duration.ofMillis(1_999).toNanos());
        assertThat(endpoints.find("local")).isPresent();
        clock.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(endpoints.find("local")).isEmpty();
        assertThat(endpoints.find("other")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"endpoints: [", "endpoints: 7", "endpoints: [{name: x}]",
        "endpoints: [{base-url: 'http://h'}]",
        "endpoints: [{name: 'a b', base-url: 'http://h'}]", "endpoints: [{name: x, base-url: 'h'}]",
        "endpoints: [{name: x, base-url: 'http://h', concurrency: 0}]",
        "endpoints: [{name: x, base-url: 'http://h', concurency: 4}]", "endpoints: [null]",
        "endpoints: [{name: x, base-url: 'http://h'}, {name: x, base-url: 'http://g'}]", "\u0000",
        "endpoints: [{name: x, base-url: 'http://h', prices: {m: {input: -1, output: 0}}}]",
        "endpoints: [{name: x, base-url: 'http://h', timeout-seconds: 0}]",
        "endpoints: [{name: x, base-url: 'http://h', connect-seconds: 0}]",
        "endpoints: [{name: x, base-url: 'http://h', first-byte-seconds: -1}]",
        "endpoints: [{name: x, base-url: 'http://h', idle-seconds: 0.0001}]"})
    void wrongFileIsRefusedAtStartAndKeepsTheLastGoodOneLater(String wrong) throws IOException {
        // Given
        Path file = write(LOCAL);
        ConfiguredEndpoints endpoints = new ConfiguredEndpoints(Map.of(), file, clock::get);
        // When
        write(wrong);
        clock.addAndGet(Duration.ofSeconds(3).toNanos());
        // Then
        assertThat(endpoints.find("local")).isPresent();
        assertThatIllegalArgumentException().isThrownBy(() -> new ConfiguredEndpoints(Map.of(), file, clock::get))
                .withMessageContaining(file.toString());
    }

    @Test
    void fileThatDisappearsKeepsTheLastGoodOneAndIsReadWhenItComesBack() throws IOException {
        // Given
        Path file = write(LOCAL);
        ConfiguredEndpoints endpoints = new ConfiguredEndpoints(Map.of(), file, clock::get);
        Files.delete(file);
        clock.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(endpoints.find("local")).isPresent();
        // When
        write("endpoints: [{name: back, base-url: 'http://h'}]");
        clock.addAndGet(Duration.ofSeconds(3).toNanos());
        // Then
        assertThat(endpoints.find("back")).isPresent();
    }

    @Test
    void emptyFileIsNoEndpointAndAbsentFileIsAnError() throws IOException {
        assertThat(new ConfiguredEndpoints(Map.of(), write(""), clock::get).all()).isEmpty();
        assertThat(new ConfiguredEndpoints(Map.of(), write("endpoints:"), clock::get).all()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConfiguredEndpoints(Map.of(), folder.resolve("absent.yaml"), clock::get))
                .withMessageContaining("absent.yaml");
    }

    @Test
    void wrongVariableIsNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> environment(Map.of("OPENAI_BASE_URL", "localhost")))
                .withMessageContaining("OPENAI_BASE_URL");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> environment(Map.of("OPENAI_BASE_URL", "http://h", "OPENAI_CONCURRENCY", "many")))
                .withMessageContaining("OPENAI_CONCURRENCY")
                .withMessageContaining("many");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> environment(
                        Map.of("OPENAI_BASE_URL", "http://h", "PROMPTLOOPER_ENDPOINT_OPENAI_URL", "nowhere")))
                .withMessageContaining("PROMPTLOOPER_ENDPOINT_OPENAI_URL");
    }

    @Test
    void keyThatSomebodyPutIntoTheFileIsNeverRepeated() throws IOException {
        for (String wrong : new String[]{"endpoints: [{name: x, base-url: 'http://h', api-key: sk-CANARY}]",
            "endpoints:\n  - name: x\n    api-key: 'sk-CANARY\n    base-url: [", "endpoints: {sk-CANARY",
            "endpoints:\n  - name: x\n    headers: {Authorization: Bearer sk-CANARY}}",
            "endpoints: [{name: x, base-url: 'http://u:sk-CANARY@h'}]"}) {
            // Given
            Path file = write(wrong);
            // Then
            assertThatIllegalArgumentException().isThrownBy(() -> new ConfiguredEndpoints(Map.of(), file, clock::get))
                    .satisfies(e -> {
                        java.io.StringWriter text = new java.io.StringWriter();
                        e.printStackTrace(new java.io.PrintWriter(text));
                        assertThat(text.toString()).doesNotContain("CANARY");
                    });
        }
    }

    private ConfiguredEndpoints environment(Map<String, String> environment) {
        return new ConfiguredEndpoints(environment, null, clock::get);
    }

    private Path write(String yaml) throws IOException {
        Path file = folder.resolve("endpoints.yaml");
        return Files.writeString(file, yaml);
    }
}
