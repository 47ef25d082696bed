package dev.promptlooper.producer.catalog;

import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.Objects;
import java.util.function.Supplier;

import javax.sql.DataSource;

/// The schema `catalog`, migrated before anybody can use it. Thread-safe.
public final class CatalogDatabase {

    private final DataSource dataSource;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    private CatalogDatabase(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbc = JdbcClient.create(dataSource);
        this.transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    /// Migrates the schema.
    ///
    /// @throws IllegalStateException when the schema is not what this program needs
    public static CatalogDatabase open(DataSource dataSource) {
        Flyway.configure()
                .dataSource(dataSource)
                .schemas("catalog")
                .defaultSchema("catalog")
                .locations("classpath:db/catalog")
                .load()
                .migrate();
        CatalogDatabase database = new CatalogDatabase(dataSource);
        // Without its database plug-in Flyway migrates nothing and says nothing.
        long applied = database.jdbc.sql("SELECT count(*) FROM catalog.flyway_schema_history WHERE success")
                .query(Long.class)
                .single();
        if (applied == 0) {
            throw new IllegalStateException(
                    "the schema catalog has no migrations; the migration scripts are missing from the class path");
        }
        return database;
    }

    public JdbcClient jdbc() {
        return jdbc;
    }

    public DataSource dataSource() {
        return dataSource;
    }

    /// Everything or nothing.
    public <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(transactions.execute(_ -> work.get()));
    }
}
