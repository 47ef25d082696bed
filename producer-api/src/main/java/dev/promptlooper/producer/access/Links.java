package dev.promptlooper.producer.access;

import dev.promptlooper.contracts.access.ApiKey;
import dev.promptlooper.contracts.access.Role;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// One-time links: whoever opens one is the user it was made for. Valid for a day. Thread-safe.
final class Links {

    /// Who opens the link of the first start becomes this user.
    static final String FIRST_ADMIN = "admin";

    private static final Duration VALID = Duration.ofDays(1);

    private final CatalogDatabase database;
    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final InstantSource clock;
    private final SecureRandom random;

    Links(CatalogDatabase database, Accounts accounts, InstantSource clock, SecureRandom random) {
        this.database = database;
        this.jdbc = database.jdbc();
        this.accounts = accounts;
        this.clock = clock;
        this.random = random;
    }

    /// @param token shown once
    record Link(String token, Instant expiresAt) {

        @Override
        public String toString() {
            return "Link[***]";
        }
    }

    /// A new link; earlier ones of the same user end.
    ///
    /// @param owner the user, or null for the link of the first start
    Link create(@Nullable String owner) {
        String token = ApiKey.secret(random);
        Instant end = clock.instant().plus(VALID);
        return database.inTransaction(() -> {
            endAll(owner);
            jdbc.sql("INSERT INTO access.link (hash, owner, expires_at) VALUES (:hash, :owner, :end)")
                    .param("hash", ApiKey.hashOf(token))
                    .param("owner", owner)
                    .param("end", Timestamp.from(end))
                    .update();
            return new Link(token, end);
        });
    }

    void endAll(@Nullable String owner) {
        jdbc.sql("DELETE FROM access.link WHERE owner IS NOT DISTINCT FROM :owner OR expires_at < :now")
                .param("owner", owner)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    private record Row(@Nullable String owner, Instant end) {}

    /// Uses a link up. That of the first start makes the admin, unless there is a user by now.
    ///
    /// @return the user; empty when the link does not work (any more)
    Optional<Account> redeem(String token) {
        return database.inTransaction(() -> {
            // Two who open the first link at once: one of them waits here.
            Optional<Row> row = jdbc.sql("DELETE FROM access.link WHERE hash = :hash RETURNING owner, expires_at")
                    .param("hash", ApiKey.hashOf(token))
                    .query((found, _) -> new Row(found.getString(1), found.getTimestamp(2).toInstant()))
                    .optional()
                    .filter(found -> found.end().isAfter(clock.instant()));
            if (row.isEmpty()) {
                return Optional.empty();
            }
            String owner = row.get().owner();
            if (owner == null) {
                return accounts.isEmpty()
                        ? Optional.of(accounts.create(FIRST_ADMIN, Role.ADMIN, null))
                        : Optional.empty();
            }
            return accounts.find(owner).filter(Account::active);
        });
    }
}
