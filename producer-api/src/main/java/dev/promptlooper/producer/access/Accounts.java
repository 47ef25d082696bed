package dev.promptlooper.producer.access;

import dev.promptlooper.contracts.access.Role;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import dev.promptlooper.producer.web.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Users in the database. The account of the installation itself is none of them. Thread-safe.
final class Accounts {

    /// Owner of the installation's own key.
    static final String INSTANCE = "local";

    // Whoever had the name of the installation would own its key, and the audit log calls those it does not know anonymous.
    private static final Set<String> RESERVED = Set.of(INSTANCE, "anonymous");
    private static final String NAME = "[a-z][a-z0-9._-]{1,39}";
    private static final String SELECT = "SELECT * FROM access.account WHERE kind = 'person'";

    private final CatalogDatabase database;
    private final JdbcClient jdbc;
    private final InstantSource clock;

    Accounts(CatalogDatabase database, InstantSource clock) {
        this.database = database;
        this.jdbc = database.jdbc();
        this.clock = clock;
    }

    /// Before and after a change.
    record Change(Account before, Account after) {}

    boolean isEmpty() {
        return jdbc.sql("SELECT NOT EXISTS (" + SELECT + ")").query(Boolean.class).single();
    }

    List<Account> list() {
        return jdbc.sql(SELECT + " ORDER BY name").query(Accounts::account).list();
    }

    Optional<Account> find(String name) {
        return jdbc.sql(SELECT + " AND name = :name").param("name", name).query(Accounts::account).optional();
    }

    /// @throws Problem 404
    Account get(String name) {
        return find(name).orElseThrow(
                () -> Problem.notFound("there is no user '" + name + "'; GET /api/v1/users lists them"));
    }

    /// @throws Problem 409 when the name is taken, 422 when it is no name
    Account create(String name, Role role, @Nullable String passwordHash) {
        if (!name.matches(NAME)) {
            throw Problem.invalid("name", name,
                    "a name is 2 to 40 of a-z, 0-9, '.', '_' and '-', and starts with a letter");
        }
        if (RESERVED.contains(name)) {
            throw Problem.conflict("the name '" + name + "' is that of no person; choose another");
        }
        int created = jdbc.sql("""
                INSERT INTO access.account (name, kind, role, password, created_at)
                VALUES (:name, 'person', :role, :password, :now) ON CONFLICT DO NOTHING""")
                .param("name", name)
                .param("role", role.word())
                .param("password", passwordHash)
                .param("now", now())
                .update();
        if (created == 0) {
            throw Problem.conflict("the name '" + name + "' is taken; choose another");
        }
        return get(name);
    }

    /// Makes the account of the installation itself, if it is not there.
    void ensureInstance() {
        jdbc.sql("""
                INSERT INTO access.account (name, kind, role, created_at)
                VALUES (:name, 'instance', 'admin', :now) ON CONFLICT DO NOTHING""")
                .param("name", INSTANCE)
                .param("now", now())
                .update();
    }

    /// @param role   null leaves it
    /// @param active null leaves it
    /// @throws Problem 404, or 409 when nobody would be left in charge
    Change change(String name, @Nullable Role role, @Nullable Boolean active) {
        return database.inTransaction(() -> {
            // Locked in one order, so that two admins who demote each other do not both succeed.
            List<String> admins = jdbc
                    .sql(SELECT + " AND role = 'admin' AND active ORDER BY name FOR UPDATE")
                    .query(Accounts::account)
                    .list()
                    .stream()
                    .map(Account::name)
                    .toList();
            Account before = get(name);
            Role newRole = role == null ? before.duty() : role;
            boolean newActive = active == null ? before.active() : active;
            if (admins.equals(List.of(name)) && !(newRole == Role.ADMIN && newActive)) {
                throw Problem.conflict("'" + name + "' is the last active admin and stays one; make another first");
            }
            jdbc.sql("UPDATE access.account SET role = :role, active = :active WHERE name = :name")
                    .param("role", newRole.word())
                    .param("active", newActive)
                    .param("name", name)
                    .update();
            return new Change(before, get(name));
        });
    }

    void setPassword(String name, String passwordHash) {
        jdbc.sql("UPDATE access.account SET password = :password WHERE name = :name AND kind = 'person'")
                .param("password", passwordHash)
                .param("name", name)
                .update();
    }

    void seen(String name) {
        jdbc.sql("UPDATE access.account SET last_seen_at = :now WHERE name = :name")
                .param("now", now())
                .param("name", name)
                .update();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private static Account account(ResultSet row, int number) throws SQLException {
        Timestamp seen = row.getTimestamp("last_seen_at");
        Instant lastSeen = seen == null ? null : seen.toInstant();
        return new Account(row.getString("name"), Role.of(row.getString("role")), row.getBoolean("active"),
                row.getTimestamp("created_at").toInstant(), lastSeen, row.getString("password"));
    }
}
