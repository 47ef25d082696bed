package dev.promptlooper.producer.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.promptlooper.producer.web.Problem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

import java.util.ArrayList;
import java.util.List;

class PasswordsTest {

    private static final String GOOD = "correct horse battery staple";

    /// bcrypt that remembers the hashes it compared with.
    private static final class Counting implements PasswordEncoder {

        private final PasswordEncoder bcrypt = new BCryptPasswordEncoder(4);
        private final List<String> compared = new ArrayList<>();

        @Override
        public @Nullable String encode(@Nullable CharSequence password) {
            return bcrypt.encode(password);
        }

        @Override
        public boolean matches(@Nullable CharSequence password, @Nullable String hash) {
            compared.add(String.valueOf(hash));
            return bcrypt.matches(password, hash);
        }
    }

    @Test
    void s05UnknownUserCostsTheSameWorkAsAWrongPassword() {
        // Given
        Counting encoder = new Counting();
        Passwords passwords = new Passwords(encoder);
        String hash = passwords.hash("ada", GOOD);
        // When
        boolean wrong = passwords.matches("wrong", hash);
        boolean unknown = passwords.matches("wrong", null);
        boolean nobodys = passwords.matches("the password of nobody", null);
        // Then
        assertThat(List.of(wrong, unknown, nobodys)).containsOnly(false);
        assertThat(encoder.compared).hasSize(3).allSatisfy(compared -> assertThat(compared).startsWith("$2a$04$"));
    }

    @Test
    void passwordIsKeptAsBcryptAndEveryCharacterCounts() {
        // Given
        Passwords passwords = new Passwords(new BCryptPasswordEncoder(4));
        String longOne = "0123456789abcdef".repeat(10);
        // When
        String hash = passwords.hash("ada", longOne);
        // Then
        assertThat(hash).startsWith("$2a$04$").doesNotContain(longOne);
        assertThat(passwords.matches(longOne, hash)).isTrue();
        // bcrypt by itself reads 72 bytes.
        assertThat(passwords.matches(longOne.substring(0, 159) + "x", hash)).isFalse();
        assertThat(passwords.matches(longOne + "x", hash)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "admin", "password", "elevenchars", "aaaaaaaaaaaaaaaa", "abababababababab",
        "this is ADA herself"})
    void s02WeakPasswordIsRefusedWithoutBeingRepeated(String weak) {
        Passwords passwords = new Passwords(new BCryptPasswordEncoder(4));
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> passwords.hash("ada", weak))
                .satisfies(problem -> assertThat(problem.errors()).singleElement()
                        .satisfies(error -> assertThat(error.value()).isNull()));
    }
}
