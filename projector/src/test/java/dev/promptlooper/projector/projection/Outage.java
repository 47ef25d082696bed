package dev.promptlooper.projector.projection;

import com.zaxxer.hikari.HikariDataSource;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// A database that throws everybody out and admits nobody while something runs.
public final class Outage {

    /// What happens meanwhile.
    public interface Meanwhile {
        void run() throws Exception;
    }

    private Outage() {}

    public static void during(HikariDataSource database, Meanwhile meanwhile) throws Exception {
        String name;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_database()")) {
            row.next();
            name = row.getString(1);
        }
        String adminUrl = database.getJdbcUrl().replace("/" + name, "/postgres");
        execute(adminUrl, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
        execute(adminUrl, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
        try {
            meanwhile.run();
        } finally {
            execute(adminUrl, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
        }
    }

    private static void execute(String adminUrl, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(adminUrl);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
