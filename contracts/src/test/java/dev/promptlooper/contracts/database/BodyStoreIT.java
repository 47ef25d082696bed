package dev.promptlooper.contracts.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.Text;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.testkit.TestPostgres;
import dev.promptlooper.contracts.topic.Limits;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;

class BodyStoreIT {

    @Test
    void largeAnswerIsStoredOnceAndComesBackWhole() throws Exception {
        // Given
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(TestPostgres.newDatabase());
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA bodies");
            statement.execute(
                    "CREATE TABLE bodies.body (sha256 text PRIMARY KEY, content bytea NOT NULL, created_at timestamptz DEFAULT now())");
        }
        BodyStore store = new BodyStore(database, Limits.DEFAULT);
        // The 1,000th character of the preview is the first half of an emoji.
        String large = "x".repeat(999) + "\ud83d\ude00".repeat(100_000);
        // When
        Text stored = store.store(large);
        Text again = store.store(large);
        // Then
        assertThat(stored).isEqualTo(again)
                .isEqualTo(new Text.Stored(ConfigHash.sha256(large), large.getBytes(StandardCharsets.UTF_8).length,
                        "x".repeat(999)));
        assertThat(store.load(stored)).contains(large);
        assertThat(store.store("small")).isEqualTo(Text.of("small"));
        assertThat(store.load(Text.of("small"))).contains("small");
        assertThat(store.load(new Text.Stored("0".repeat(64), 1, "x"))).isEmpty();
    }
}
