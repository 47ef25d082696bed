package dev.promptlooper.contracts.access;

import dev.promptlooper.contracts.testkit.Repository;
import dev.promptlooper.contracts.testkit.TestPostgres;
import org.postgresql.ds.PGSimpleDataSource;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.Statement;

import javax.sql.DataSource;

/// The schema `access` as producer-api makes it, in a database of its own.
public final class AccessDatabase {

    private final PGSimpleDataSource source = new PGSimpleDataSource();

    public AccessDatabase() throws Exception {
        source.setUrl(TestPostgres.newDatabase());
        execute("CREATE SCHEMA access; SET search_path TO access;" + Files.readString(
                Repository.file("producer-api/src/main/resources/db/access/V1__access.sql")));
    }

    public String url() {
        return source.getUrl();
    }

    public DataSource source() {
        return source;
    }

    public void execute(String sql) throws Exception {
        try (Connection connection = source.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public void user(String name, Role role) throws Exception {
        execute("INSERT INTO access.account (name, kind, role, created_at) VALUES ('%s', 'person', '%s', now())"
                .formatted(name, role.word()));
    }

    /// @param scopes as a PostgreSQL array, for example `{read,run}`
    public void key(ApiKey key, String owner, String scopes) throws Exception {
        execute("""
                INSERT INTO access.api_key (id, hash, name, owner, scopes, created_at, created_by)
                VALUES ('%s', '%s', 'test', '%s', '%s', now(), 'test')"""
                .formatted(key.id(), key.hash(), owner, scopes));
    }
}
