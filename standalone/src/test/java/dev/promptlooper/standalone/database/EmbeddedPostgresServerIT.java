package dev.promptlooper.standalone.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.standalone.runtime.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;

class EmbeddedPostgresServerIT {

    @Test
    void serverLeftBehindByAKillIsStoppedAndItsDataKept(@TempDir Path parent) throws Exception {
        // Given a server whose owner is gone
        Path log = parent.resolve("logs/postgres.log");
        int port = Ports.free();
        EmbeddedPostgresServer orphan = EmbeddedPostgresServer.start(parent, log, port);
        try (Connection connection = connect(orphan); var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept AS SELECT 1");
        }
        // When
        EmbeddedPostgresServer.stopLeftBehind(parent);
        // Then
        assertThat(Ports.claim(port, "PostgreSQL", "--postgres-port")).isEqualTo(port);
        try (EmbeddedPostgresServer next = EmbeddedPostgresServer.start(parent, log, Ports.free());
                Connection connection = connect(next);
                var row = connection.createStatement().executeQuery("SELECT count(*) FROM kept")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt(1)).isEqualTo(1);
        }
        pidFileOfAnotherProcessDoesNotHinder(parent, log);
    }

    /// In the same test, because making a database directory takes seconds.
    private static void pidFileOfAnotherProcessDoesNotHinder(Path parent, Path log) throws Exception {
        // Given the pid of a process that is not PostgreSQL
        Path pidFile = parent.resolve("postgres/postmaster.pid");
        Files.write(pidFile, List.of(String.valueOf(ProcessHandle.current().pid()), "data", "0", "1", "", "127.0.0.1"));
        // When
        EmbeddedPostgresServer.stopLeftBehind(parent);
        // Then
        assertThat(pidFile).doesNotExist();
        EmbeddedPostgresServer.start(parent, log, Ports.free()).close();
        assertThat(pidFile).doesNotExist();
    }

    private static Connection connect(EmbeddedPostgresServer server) throws Exception {
        return DriverManager.getConnection(server.settings().jdbcUrl(), server.settings().user(),
                server.settings().password());
    }
}
