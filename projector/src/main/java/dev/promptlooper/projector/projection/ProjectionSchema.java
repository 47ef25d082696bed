package dev.promptlooper.projector.projection;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import javax.sql.DataSource;

/// Makes the schema `results`, and makes it anew when it is incomplete or not wanted. Everything in it comes from the topics,
/// so throwing it away is always safe and never a loss.
final class ProjectionSchema {

    /// Asked under the lock, so that of two projectors that see the same damage only one rebuilds.
    interface Condition {
        boolean holds(Connection connection) throws SQLException;
    }

    /// SQL for what changes when the database server is another one, or its history branched off (a replica took over, a restore to a
    /// point in time). A restart does not change it.
    static final String SERVER_HISTORY = "(SELECT system_identifier FROM pg_control_system())::text"
            + " || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)";

    private static final Logger LOG = LoggerFactory.getLogger(ProjectionSchema.class);
    private static final String SCHEMA = "results";
    private static final String HISTORY = "flyway_history";
    private static final List<String> TABLES = List.of("projection", "position", "sweep", "sweep_count", "event", "run",
            "response", "pace", "candidate", "candidate_stats", "candidate_mark", "leaderboard", "verdict",
            "dead_letter",
            "channel", "change", "cell_window", HISTORY);
    private static final long LOCK = 0x50524A4354L;

    private final DataSource database;
    private final SecureRandom random;

    ProjectionSchema(DataSource database, SecureRandom random) {
        this.database = database;
        this.random = random;
    }

    /// Whether every table is there.
    static boolean isComplete(Connection connection) throws SQLException {
        String names = "'" + String.join("', '", TABLES) + "'";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM pg_tables WHERE schemaname = '" + SCHEMA + "' AND tablename IN (" + names
                                + ")")) {
            row.next();
            return row.getInt(1) == TABLES.size();
        }
    }

    /// Creates the schema where there is none, and replaces an incomplete one or one of another version.
    ///
    /// @throws SQLException when the database does not answer; try again
    void ensure() throws SQLException {
        locked(connection -> {
            if (exists(connection) && !isComplete(connection)) {
                LOG.warn("schema {} lacks tables; it is dropped and rebuilt from the topics", SCHEMA);
                drop(connection);
            }
            try {
                migrate();
            } catch (FlywayException e) {
                if (connectionFailed(e)) {
                    throw new SQLException("the migration of schema " + SCHEMA + " could not reach the database", e);
                }
                LOG.warn("schema {} is not of this version ({}); it is dropped and rebuilt from the topics", SCHEMA,
                        e.getMessage());
                drop(connection);
                migrate();
            }
            begin(connection);
        });
    }

    /// Throws everything away and makes an empty schema, if the reason still holds.
    void rebuild(String reason, Condition condition) throws SQLException {
        locked(connection -> {
            if (isComplete(connection) && !condition.holds(connection)) {
                LOG.info("the results were already rebuilt by somebody else");
                return;
            }
            LOG.warn("REBUILDING ALL RESULTS from the topics: {}", reason);
            drop(connection);
            migrate();
            begin(connection);
        });
    }

    private interface Work {
        void run(Connection connection) throws SQLException;
    }

    private void locked(Work work) throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
            try {
                work.run(connection);
            } finally {
                if (connection.isValid(1)) {
                    statement.execute("SELECT pg_advisory_unlock(" + LOCK + ")");
                }
            }
        }
    }

    private void migrate() throws SQLException {
        Flyway flyway = Flyway.configure(ProjectionSchema.class.getClassLoader())
                .dataSource(database)
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .table(HISTORY)
                .locations("classpath:db/results")
                .validateMigrationNaming(true)
                .load();
        flyway.migrate();
        // Flyway without its database module migrates nothing and says nothing.
        if (flyway.info().applied().length == 0) {
            throw new IllegalStateException("Flyway found no migrations in classpath:db/results; the build is broken");
        }
    }

    private void begin(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO results.projection (epoch, server_history) VALUES (?, " + SERVER_HISTORY
                        + ") ON CONFLICT DO NOTHING")) {
            insert.setString(1, newEpoch());
            insert.executeUpdate();
        }
    }

    /// A name for a stretch of history in which positions of the live feed can be compared.
    String newEpoch() {
        return Long.toString(random.nextLong() & Long.MAX_VALUE, 36);
    }

    private static boolean exists(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT FROM pg_namespace WHERE nspname = '" + SCHEMA + "'")) {
            return row.next();
        }
    }

    private static void drop(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
        }
    }

    private static boolean connectionFailed(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && DatabaseFault.of(sql) == DatabaseFault.OUTAGE) {
                return true;
            }
        }
        return false;
    }
}
