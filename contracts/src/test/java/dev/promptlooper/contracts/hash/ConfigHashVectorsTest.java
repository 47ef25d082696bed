package dev.promptlooper.contracts.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.testkit.Repository;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// `docs/config-hash-vectors.json` against this implementation, and against the one in Python next to it.
class ConfigHashVectorsTest {

    private final Vectors vectors = read();

    @Test
    void everyVectorHasItsCanonicalTextAndHash() {
        assertThat(vectors.vectors()).hasSizeGreaterThanOrEqualTo(40).allSatisfy(vector -> {
            // When
            String body = CanonicalJson.canonicalize(vector.body());
            String endpoint = EndpointUrl.normalize(vector.endpoint());
            // Then
            assertThat(ConfigHash.preimage(body, endpoint, vector.repeat())).as(vector.name())
                    .isEqualTo(vector.canonical());
            assertThat(ConfigHash.of(body, endpoint, vector.repeat())).as(vector.name()).isEqualTo(vector.hash());
            assertThat(CanonicalJson.canonicalize(vector.canonical())).as("fixed point").isEqualTo(vector.canonical());
            assertThat(EndpointUrl.normalize(endpoint)).as("fixed point").isEqualTo(endpoint);
        });
    }

    @Test
    void vectorsThatSayTheSameHaveOneHashAndOthersHaveAnother() {
        Map<String, String> hashes = vectors.vectors().stream().collect(Collectors.toMap(Vector::name, Vector::hash));
        assertThat(vectors.vectors()).allSatisfy(vector -> {
            if (vector.sameAs() != null) {
                assertThat(vector.hash()).as(vector.name()).isEqualTo(hashes.get(vector.sameAs()));
            }
            if (vector.differsFrom() != null) {
                assertThat(vector.hash()).as(vector.name()).isNotEqualTo(hashes.get(vector.differsFrom()));
            }
        });
    }

    @Test
    void whatHasNoCanonicalFormIsRefused() {
        assertThat(vectors.refused()).hasSizeGreaterThanOrEqualTo(10)
                .allSatisfy(vector -> assertThatIllegalArgumentException().as(vector.name())
                        .isThrownBy(() -> ConfigHash.of(CanonicalJson.canonicalize(vector.body()),
                                EndpointUrl.normalize(vector.endpoint()), 0)));
    }

    @Test
    void independentImplementationAgrees() throws Exception {
        // Given
        assumeTrue(pythonAnswers(), "python3 is not on this machine; the vectors are checked in Java only");
        // When
        Process python = new ProcessBuilder("python3", Repository.file("docs/config_hash.py").toString(), "check",
                Repository.file("docs/config-hash-vectors.json").toString()).redirectErrorStream(true).start();
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // Then
        assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(python.exitValue()).as(output).isZero();
        assertThat(output).contains(vectors.vectors().size() + " vectors", ", 0 wrong");
    }

    private static boolean pythonAnswers() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 8))")
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Vectors read() {
        try {
            return Json.read(Files.readString(Repository.file("docs/config-hash-vectors.json")), Vectors.class);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    record Vectors(@JsonProperty("vectors") List<Vector> vectors, @JsonProperty("refused") List<Vector> refused) {}

    record Vector(String name, String body, String endpoint, int repeat, String canonical, String hash,
            @Nullable String sameAs,
            @Nullable String differsFrom) {}
}
