package dev.promptlooper.executor;

import org.flywaydb.core.Flyway;

import javax.sql.DataSource;

/// Brings the schema `bodies` up to date.
final class BodiesMigration {

    private BodiesMigration() {}

    /// @throws IllegalStateException when nothing was migrated: Flyway is silent when it finds no scripts
    static void migrate(DataSource database) {
        Flyway flyway = Flyway.configure()
                .dataSource(database)
                .schemas("bodies")
                .defaultSchema("bodies")
                .locations("classpath:db/bodies")
                .load();
        flyway.migrate();
        if (flyway.info().applied().length == 0) {
            throw new IllegalStateException(
                    "no migration of the schema bodies was applied; db/bodies is missing from the class path, rebuild the executor");
        }
    }
}
