package dev.promptlooper.contracts.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import java.util.regex.Pattern;

class SigningKeyTest {

    private static final String SECRET = "kJ2-a-long-enough-secret-of-38-characters";

    @TempDir
    private Path folder;

    @Test
    void s02ThereIsNoDefaultKey() {
        assertThatIllegalArgumentException().isThrownBy(() -> SigningKey.fromEnvironment(Map.of()))
                .withMessageContaining("PROMPTLOOPER_SIGNING_KEY is not set")
                .withMessageContaining("openssl rand");
        assertThat(SigningKey.isConfigured(Map.of("PROMPTLOOPER_SIGNING_KEY", " "))).isFalse();
    }

    @Test
    void s02ShortOrUniformKeyIsRefusedWithoutBeingRepeated() {
        for (String bad : new String[]{"changeme", "x".repeat(31), "ab".repeat(40)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SigningKey.fromEnvironment(Map.of("PROMPTLOOPER_SIGNING_KEY", bad)))
                    .withMessageNotContaining(bad);
        }
    }

    @Test
    void fileAndVariableMeanTheSameKey() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("key"), SECRET + "\n");
        // When
        SigningKey fromFile = SigningKey.fromEnvironment(Map.of("PROMPTLOOPER_SIGNING_KEY_FILE", file.toString()));
        SigningKey fromVariable = SigningKey.fromEnvironment(Map.of("PROMPTLOOPER_SIGNING_KEY", SECRET));
        // Then
        assertThat(fromFile.secret()).isEqualTo(fromVariable.secret());
        assertThat(fromFile.id()).isEqualTo(fromVariable.id());
        assertThat(fromFile).hasToString("SigningKey[***]");
    }

    @Test
    void s02KeyIsMadeOnceAndForItsOwnerOnly() throws Exception {
        // Given
        Path file = folder.resolve("signing.key");
        // When
        SigningKey made = SigningKey.inFile(file, new SecureRandom());
        SigningKey again = SigningKey.inFile(file, new SecureRandom());
        // Then
        assertThat(again.secret()).isEqualTo(made.secret());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void apiKeysHaveTheirForm() {
        // Given
        ApiKey one = ApiKey.make(new SecureRandom());
        ApiKey two = ApiKey.make(new SecureRandom());
        // Then
        assertThat(one.id()).matches("k_[a-z0-9]{8}");
        assertThat(one.token()).matches(Pattern.compile("pl_[A-Za-z0-9_-]{43}")).isNotEqualTo(two.token());
        assertThat(ApiKey.isForm(one.token())).isTrue();
        assertThat(ApiKey.isForm(one.token() + "x")).isFalse();
        assertThat(ApiKey.sameHash(one.hash(), ApiKey.hashOf(one.token()))).isTrue();
        assertThat(ApiKey.sameHash(one.hash(), two.hash())).isFalse();
        assertThat(one).hasToString("ApiKey[" + one.id() + "]");
    }
}
