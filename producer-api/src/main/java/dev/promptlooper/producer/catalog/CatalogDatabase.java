package dev.promptlooper.producer.catalog;

import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.Objects;
import java.util.function.Supplier;

import javax.sql.DataSource;

/// The schemas that this module owns, `catalog` and `access`, migrated before anybody can use them. Thread-safe.
public final class CatalogDatabase {

    private final DataSource dataSource;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    private CatalogDatabase(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbc = JdbcClient.create(dataSource);
        this.transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    /// Migrates the schemas.
    ///
    /// @throws IllegalStateException when a schema is not what this program needs
    public static CatalogDatabase open(DataSource dataSource) {
        CatalogDatabase database = new CatalogDatabase(dataSource);
        database.migrate("catalog");
        database.migrate("access");
        return database;
    }

    private void migrate(String schema) {
        Flyway.configure()
                .dataSource(dataSource)
                .schemas(schema)
                .defaultSchema(schema)
                .locations("classpath:db/" + schema)
                .load()
                .migrate();
        // Without its database plug-in Flyway migrates nothing and says nothing.
        long applied = jdbc.sql("SELECT count(*) FROM " + schema + ".flyway_schema_history WHERE success")
                .query(Long.class)
                .single();
        if (applied == 0) {
            throw new IllegalStateException("the schema " + schema
                    + " has no migrations; the migration scripts are missing from the class path");
        }
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
