package dev.promptlooper.producer.access;

import dev.promptlooper.contracts.access.ApiKey;
import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Tickets for one WebSocket connection each. Thread-safe.
final class Tickets {

    private static final Duration VALID = Duration.ofSeconds(30);

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final SecureRandom random;

    Tickets(CatalogDatabase database, InstantSource clock, SecureRandom random) {
        this.jdbc = database.jdbc();
        this.clock = clock;
        this.random = random;
    }

    record Ticket(String ticket, Instant expiresAt) {

        @Override
        public String toString() {
            return "Ticket[***]";
        }
    }

    /// A ticket with the rights of whoever asks.
    Ticket create(Principal principal) {
        String ticket = ApiKey.secret(random);
        Instant now = clock.instant();
        Instant end = now.plus(VALID);
        jdbc.sql("DELETE FROM access.ticket WHERE expires_at < :now").param("now", Timestamp.from(now)).update();
        jdbc.sql("""
                INSERT INTO access.ticket (hash, owner, session_id, key_id, scopes, expires_at, owner_ends_at)
                VALUES (:hash, :owner, :session, :key, :scopes, :end, :ownerEnd)""")
                .param("hash", ApiKey.hashOf(ticket))
                .param("owner", principal.user())
                .param("session", principal.sessionId())
                .param("key", principal.keyId())
                .param("scopes", principal.scopes().stream().map(Scope::word).toArray(String[]::new))
                .param("end", Timestamp.from(end))
                .param("ownerEnd", timestamp(principal.expiresAt()))
                .update();
        return new Ticket(ticket, end);
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }
}
