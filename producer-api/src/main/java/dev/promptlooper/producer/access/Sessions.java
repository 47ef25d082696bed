package dev.promptlooper.producer.access;

import dev.promptlooper.contracts.access.AccessTokens;
import dev.promptlooper.contracts.access.AccessTokens.Claims;
import dev.promptlooper.contracts.access.ApiKey;
import dev.promptlooper.contracts.access.Role;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/// Sessions of the dashboard: a token of ten minutes, renewed with a refresh token that counts once. One that is shown a second
/// time has been stolen, by whoever showed it first or second: the session ends. Thread-safe.
final class Sessions {

    static final Duration TOKEN = Duration.ofMinutes(10);
    static final Duration IDLE = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final Duration LONGEST = Duration.ofDays(30);
    // Two tabs that renew at once send the same cookie; the second has the answer of the first in its cookies.
    private static final Duration SAME_MOMENT = Duration.ofSeconds(5);

    private final CatalogDatabase database;
    private final JdbcClient jdbc;
    private final AccessTokens tokens;
    private final InstantSource clock;
    private final SecureRandom random;

    Sessions(CatalogDatabase database, AccessTokens tokens, InstantSource clock, SecureRandom random) {
        this.database = database;
        this.jdbc = database.jdbc();
        this.tokens = tokens;
        this.clock = clock;
        this.random = random;
    }

    /// What a browser gets.
    ///
    /// @param token     for the session cookie
    /// @param refresh   for the refresh cookie
    /// @param expiresAt when the token has to be renewed
    record Opened(String user, Role role, String token, String refresh, Instant expiresAt) {

        @Override
        public String toString() {
            return "Opened[" + user + "]";
        }
    }

    /// What came of a refresh token.
    sealed interface Renewal {}

    record Renewed(Opened opened) implements Renewal {}

    /// Used a moment ago by another request of, probably, the same browser. Nothing is given and nothing ended.
    record JustRenewed() implements Renewal {}

    record Ended() implements Renewal {}

    /// A new session, never one that was there before.
    Opened open(String user, Role role) {
        String id = UUID.randomUUID().toString();
        Instant now = clock.instant();
        return database.inTransaction(() -> {
            jdbc.sql("""
                    INSERT INTO access.session (id, owner, created_at, expires_at)
                    VALUES (:id, :owner, :now, :end)""")
                    .param("id", id)
                    .param("owner", user)
                    .param("now", Timestamp.from(now))
                    .param("end", Timestamp.from(now.plus(LONGEST)))
                    .update();
            return issue(id, user, role, now.plus(LONGEST));
        });
    }

    /// Takes a refresh token and gives another.
    Renewal renew(String refresh) {
        return database.inTransaction(() -> {
            Optional<Row> found = jdbc.sql("""
                    SELECT r.hash, r.used_at, s.id, s.owner, s.expires_at AS session_end, a.role,
                           r.expires_at > :now AND s.expires_at > :now AND s.ended_at IS NULL AND a.active AS alive
                    FROM access.refresh_token r
                    JOIN access.session s ON s.id = r.session_id
                    JOIN access.account a ON a.name = s.owner
                    WHERE r.hash = :hash FOR UPDATE OF r""")
                    .param("now", now())
                    .param("hash", ApiKey.hashOf(refresh))
                    .query((row, _) -> new Row(row.getString("hash"), row.getTimestamp("used_at"), row.getString("id"),
                            row.getString("owner"), row.getTimestamp("session_end").toInstant(),
                            Role.of(row.getString("role")), row.getBoolean("alive")))
                    .optional();
            return found.isEmpty() || !found.get().alive() ? new Ended() : renew(found.get());
        });
    }

    private record Row(String hash, @Nullable Timestamp usedAt, String session, String owner, Instant end, Role role,
            boolean alive) {}

    private Renewal renew(Row row) {
        if (row.usedAt() != null) {
            if (row.usedAt().toInstant().plus(SAME_MOMENT).isAfter(clock.instant())) {
                return new JustRenewed();
            }
            LOG.atWarn()
                    .addKeyValue("user", row.owner())
                    .addKeyValue("session", row.session())
                    .log("a refresh token was shown twice; its session has been ended");
            end(row.session(), "a refresh token was shown twice");
            return new Ended();
        }
        jdbc.sql("UPDATE access.refresh_token SET used_at = :now WHERE hash = :hash")
                .param("now", now())
                .param("hash", row.hash())
                .update();
        return new Renewed(issue(row.session(), row.owner(), row.role(), row.end()));
    }

    private Opened issue(String session, String user, Role role, Instant sessionEnd) {
        String refresh = ApiKey.secret(random);
        Instant now = clock.instant();
        jdbc.sql("""
                INSERT INTO access.refresh_token (hash, session_id, expires_at)
                VALUES (:hash, :session, least(:idle::timestamptz, :end::timestamptz))""")
                .param("hash", ApiKey.hashOf(refresh))
                .param("session", session)
                .param("idle", Timestamp.from(now.plus(IDLE)))
                .param("end", Timestamp.from(sessionEnd))
                .update();
        Instant end = now.plus(TOKEN).isBefore(sessionEnd) ? now.plus(TOKEN) : sessionEnd;
        String token = tokens
                .issue(new Claims(AccessTokens.Kind.SESSION, user, role.scopes(), session, null, end));
        return new Opened(user, role, token, refresh, end);
    }

    /// Ends the session of a refresh token, if there is one.
    void endOf(String refresh) {
        jdbc.sql("SELECT session_id FROM access.refresh_token WHERE hash = :hash")
                .param("hash", ApiKey.hashOf(refresh))
                .query(String.class)
                .optional()
                .ifPresent(id -> end(id, "signed out"));
    }

    void end(String id, String why) {
        jdbc.sql("""
                UPDATE access.session SET ended_at = :now, ended_why = :why WHERE id = :id AND ended_at IS NULL""")
                .param("now", now())
                .param("why", why)
                .param("id", id)
                .update();
    }

    /// @param except the session that goes on, or null
    void endAll(String user, @Nullable String except, String why) {
        jdbc.sql("""
                UPDATE access.session SET ended_at = :now, ended_why = :why
                WHERE owner = :owner AND ended_at IS NULL AND id IS DISTINCT FROM :except""")
                .param("now", now())
                .param("why", why)
                .param("owner", user)
                .param("except", except)
                .update();
    }

    /// Forgets what ended a month ago.
    void tidy() {
        jdbc.sql("DELETE FROM access.session WHERE least(ended_at, expires_at) < :then")
                .param("then", Timestamp.from(clock.instant().minus(LONGEST)))
                .update();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }
}
