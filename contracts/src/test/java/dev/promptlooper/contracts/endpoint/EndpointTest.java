package dev.promptlooper.contracts.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.promptlooper.contracts.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class EndpointTest {

    @Test
    void headersAndKeyReferenceAreReadButNeverWritten() {
        // Given
        Endpoint endpoint = Json.read(
                "{\"name\":\"x\",\"base-url\":\"http://h\",\"api-key\":\"env:KEY_NAME\",\"headers\":{\"X-Key\":\"sk-CANARY\"}}",
                Endpoint.class);
        // Then
        assertThat(endpoint.headers()).containsEntry("X-Key", "sk-CANARY");
        assertThat(endpoint.apiKey()).isNotNull();
        assertThat(Json.write(endpoint)).contains("http://h").doesNotContain("CANARY", "KEY_NAME", "X-Key");
        assertThat(endpoint.toString()).contains("X-Key").doesNotContain("CANARY");
        assertThat(endpoint.withBaseUrl("HTTP://h:80/v2").headers()).isEqualTo(endpoint.headers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-CANARY", "env:", "file:", "ENV:CANARY", "", "env", "http://CANARY"})
    void whatIsNoReferenceIsRefusedAndNotRepeated(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SecretRef.parse(text))
                .withMessageContaining("env:NAME")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("CANARY"));
    }

    @Test
    void referenceIsResolvedWhenItIsUsed(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("key"), "  sk-1\n");
        // Then
        assertThat(SecretRef.parse("env:K").resolve(Map.of("K", " sk-2 "))).isEqualTo("sk-2");
        assertThat(SecretRef.parse("file:" + file).resolve(Map.of())).isEqualTo("sk-1");
        Files.writeString(file, "sk-rotated");
        assertThat(SecretRef.parse("file:" + file).resolve(Map.of())).isEqualTo("sk-rotated");
    }

    @Test
    void secretThatCannotBeAHeaderIsNamedButNotShown(@TempDir Path folder) throws IOException {
        // Given
        Path twoLines = Files.writeString(folder.resolve("two"), "sk-CANARY\nX: y");
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        // Then
        assertThatIllegalStateException().isThrownBy(() -> SecretRef.parse("file:" + twoLines).resolve(Map.of()))
                .withMessageContaining(twoLines.toString())
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("CANARY"));
        assertThatIllegalStateException().isThrownBy(() -> SecretRef.parse("file:" + empty).resolve(Map.of()));
        assertThatIllegalStateException()
                .isThrownBy(() -> SecretRef.parse("file:" + folder.resolve("no")).resolve(Map.of()))
                .withMessageContaining("cannot read");
        assertThatIllegalStateException().isThrownBy(() -> SecretRef.parse("env:K").resolve(Map.of()))
                .withMessageContaining("K is not set");
    }

    @Test
    void priceOfTheModelComesBeforeThePriceOfAll() {
        // Given
        Endpoint endpoint = Json.read(
                "{\"name\":\"x\",\"base-url\":\"http://h\",\"prices\":{\"m\":{\"input\":1,\"output\":2},\"*\":{\"input\":3,\"output\":4}}}",
                Endpoint.class);
        // Then
        assertThat(endpoint.price("m")).contains(new ModelPrice(1, 2));
        assertThat(endpoint.price("other")).contains(new ModelPrice(3, 4));
        assertThat(Endpoint.of("y", "http://h").price("m")).isEmpty();
    }
}
