package dev.promptlooper.contracts.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.promptlooper.contracts.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

class DatabaseSettingsTest {

    @ParameterizedTest
    @CsvSource({"postgresql://u:p@h:5433/d, jdbc:postgresql://h:5433/d, u, p",
        "postgres://u@h/d, jdbc:postgresql://h:5432/d, u, pw",
        "postgresql://h/d, jdbc:postgresql://h:5432/d, me, pw",
        "postgresql://u:a%40b%2Fc+d@h/d, jdbc:postgresql://h:5432/d, u, a@b/c+d",
        "postgresql://u:p@my_db:5432/d?sslmode=require, jdbc:postgresql://my_db:5432/d?sslmode=require, u, p",
        "postgresql://u:p@[::1]:5434/d, jdbc:postgresql://[::1]:5434/d, u, p",
        "jdbc:postgresql://h:1/d?x=y, jdbc:postgresql://h:1/d?x=y, me, pw"})
    void urlBecomesJdbcUrlUserAndPassword(String url, String jdbc, String user, String password) {
        assertThat(DatabaseSettings.parse(url, "me", "pw")).isEqualTo(new DatabaseSettings(jdbc, user, password));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql://u:CANARY@h/d", "postgresql://u:CANARY@h", "postgresql://u:CANARY@h/",
        "postgresql://u:CANARY#@h/d",
        "postgresql://u:CANARY%zz@h/d", "u:CANARY@h/d", "postgresql:///CANARY"})
    void wrongUrlIsRefusedAndNotRepeated(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> DatabaseSettings.parse(url, "me", "pw"))
                .withMessageContaining("DATABASE_URL")
                .satisfies(e -> {
                    java.io.StringWriter text = new java.io.StringWriter();
                    e.printStackTrace(new java.io.PrintWriter(text));
                    assertThat(text.toString()).doesNotContain("CANARY");
                });
    }

    @Test
    void passwordIsNeverShown() {
        // Given
        DatabaseSettings settings = DatabaseSettings.parse("jdbc:postgresql://h/d?user=u&password=CANARY&x=y", "me",
                "CANARY");
        // Then
        assertThat(settings.toString()).contains("password=***&x=y").doesNotContain("CANARY");
        assertThat(Json.write(DatabaseSettings.parse("postgresql://u:CANARY@h/d", "me", ""))).doesNotContain("CANARY");
    }

    @Test
    void environmentWithoutUrlSaysWhatToDo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseSettings.fromEnvironment(Map.of("DATABASE_URL", " ")))
                .withMessageContaining("start standalone");
        assertThat(DatabaseSettings.fromEnvironment(
                Map.of("DATABASE_URL", "jdbc:postgresql://h/d", "DATABASE_USER", "a", "DATABASE_PASSWORD", "b")))
                .isEqualTo(new DatabaseSettings("jdbc:postgresql://h/d", "a", "b"));
    }
}
