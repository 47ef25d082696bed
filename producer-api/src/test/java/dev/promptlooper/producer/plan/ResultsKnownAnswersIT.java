package dev.promptlooper.producer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.testkit.TestPostgres;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;

class ResultsKnownAnswersIT {

    @Test
    void answersAreCountedOnceTheProjectionHasThem() throws Exception {
        // Given
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(TestPostgres.newDatabase());
        ResultsKnownAnswers known = new ResultsKnownAnswers(database);
        List<String> hashes = IntStream.range(0, 5_000).mapToObj(i -> "hash" + i).toList();
        assertThat(known.countKnown(hashes)).isEmpty();
        // When
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA results");
            statement.execute("CREATE TABLE results.response (config_hash text PRIMARY KEY)");
            statement.execute("INSERT INTO results.response SELECT 'hash' || i FROM generate_series(100, 9999) i");
        }
        // Then
        assertThat(known.countKnown(hashes)).hasValue(4_900);
    }
}
