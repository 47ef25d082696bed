package dev.promptlooper.contracts.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.testcontainers.postgresql.PostgreSQLContainer;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/// One PostgreSQL per test JVM, and as many empty databases in it as tests ask for. It ends with the JVM.
public final class TestPostgres {

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private TestPostgres() {}

    /// JDBC URL (with user and password) of a new, empty database.
    public static String newDatabase() {
        String name = "test_" + COUNTER.incrementAndGet() + "_" + Long.toHexString(System.nanoTime());
        try (Connection connection = DriverManager.getConnection(Server.url("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create test database " + name, e);
        }
        return Server.url(name);
    }

    /// Started on first use.
    private static final class Server {

        private static final String TEMPLATE = start();

        static String url(String database) {
            return TEMPLATE.replace("%DATABASE%", database);
        }

        private static String start() {
            if (Containers.areUsed()) {
                PostgreSQLContainer container = new PostgreSQLContainer("postgres:18");
                container.start();
                return "jdbc:postgresql://" + container.getHost() + ":" + container.getMappedPort(5432)
                        + "/%DATABASE%?user="
                        + container.getUsername() + "&password=" + container.getPassword();
            }
            try {
                EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("shared_buffers", "32MB")
                        .start();
                return "jdbc:postgresql://127.0.0.1:" + postgres.getPort()
                        + "/%DATABASE%?user=postgres&password=postgres";
            } catch (IOException e) {
                throw new IllegalStateException(
                        "embedded PostgreSQL does not start; as root it needs user namespaces (unshare), else run the tests as another user",
                        e);
            }
        }
    }
}
