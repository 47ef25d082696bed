package dev.promptlooper.contracts.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import java.time.Duration;

/// The pool of database connections that every service has.
public final class ConnectionPool {

    private ConnectionPool() {}

    /// Opens a pool; the database may come later.
    ///
    /// @param name     for logs
    /// @param most     connections at once
    /// @param patience how long a caller waits for a connection before it gets an `SQLException`
    /// @return to be closed by the caller
    public static HikariDataSource open(DatabaseSettings settings, String name, int most, Duration patience) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(settings.jdbcUrl());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(most);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(patience.toMillis());
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
