package dev.promptlooper.projector.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.json.Json;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Random;

class PostgresTextTest {

    @Test
    void goodTextIsLeftAlone() {
        String text = "plain \uD83D\uDE00 text\twith\nlines";
        assertThat(PostgresText.clean(text)).isEqualTo(text);
        assertThat(PostgresText.clean(null)).isNull();
    }

    @Test
    void nulAndLoneSurrogatesAreReplaced() {
        assertThat(PostgresText.clean("a\0b")).isEqualTo("a\uFFFDb");
        assertThat(PostgresText.clean("\uD83Dx")).isEqualTo("\uFFFDx");
        assertThat(PostgresText.clean("x\uDE00")).isEqualTo("x\uFFFD");
        assertThat(PostgresText.clean("\uD83D\uD83D\uDE00\0")).isEqualTo("\uFFFD\uD83D\uDE00\uFFFD");
    }

    @Test
    void escapedNulInJsonIsReplacedAndEscapedBackslashesAreNot() {
        assertThat(PostgresText.cleanJson("{\"a\":\"x\\u0000y\"}")).isEqualTo("{\"a\":\"x\uFFFDy\"}");
        assertThat(PostgresText.cleanJson("\"\\\\u0000\"")).isEqualTo("\"\\\\u0000\"");
        assertThat(PostgresText.cleanJson("\"\\\\\\u0000\"")).isEqualTo("\"\\\\\uFFFD\"");
        assertThat(PostgresText.cleanJson("\"\\u0001\"")).isEqualTo("\"\\u0001\"");
    }

    @Test
    void cleanedJsonMeansTheCleanedText() {
        String alphabet = "a\\\"\0u0\uD83D\uDE00\n";
        for (long seed = 0; seed < 2_000; seed++) {
            // Given
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 12; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            // When
            String json = PostgresText.cleanJson(Json.write(Map.of("t", text.toString())));
            // Then
            assertThat(Json.MAPPER.readTree(json).path("t").asString()).as("seed " + seed)
                    .isEqualTo(PostgresText.clean(text.toString()));
        }
    }
}
