package dev.promptlooper.producer.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promptlooper.contracts.access.ApiKey;
import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import dev.promptlooper.producer.spending.SpendingCap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.math.BigDecimal;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// API keys in the database. Thread-safe.
final class Keys {

    private final JdbcClient jdbc;
    private final SpendingCap cap;
    private final InstantSource clock;
    private final SecureRandom random;

    Keys(CatalogDatabase database, SpendingCap cap, InstantSource clock, SecureRandom random) {
        this.jdbc = database.jdbc();
        this.cap = cap;
        this.clock = clock;
        this.random = random;
    }

    /// A key without its secret.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Key(String id, String name, String owner, List<String> scopes, Instant createdAt,
            @Nullable Instant expiresAt, @Nullable Instant lastUsedAt, @Nullable Instant revokedAt,
            @Nullable BigDecimal dailySpendUsd, @Nullable BigDecimal spentTodayUsd) {

        private Key withSpent(@Nullable BigDecimal spent) {
            return new Key(id, name, owner, scopes, createdAt, expiresAt, lastUsedAt, revokedAt, dailySpendUsd, spent);
        }
    }

    /// What a key shall be.
    record Wish(String name, String owner, Collection<Scope> scopes, @Nullable Instant expiresAt,
            @Nullable BigDecimal dailySpendUsd) {}

    /// The only time that the secret is there.
    record Made(Key key, String secret) {

        @Override
        public String toString() {
            return "Made[" + key.id() + "]";
        }
    }

    /// @param owner whose, or null for all
    List<Key> list(@Nullable String owner) {
        List<Key> keys = jdbc.sql("""
                SELECT * FROM access.api_key WHERE CAST(:owner AS text) IS NULL OR owner = :owner
                ORDER BY created_at DESC, id""")
                .param("owner", owner)
                .query(Keys::key)
                .list();
        Map<String, BigDecimal> spent = cap
                .today(keys.stream().filter(key -> key.dailySpendUsd() != null).map(Key::id).toList());
        return keys.stream().map(key -> key.withSpent(spent.get(key.id()))).toList();
    }

    Optional<Key> find(String id) {
        return jdbc.sql("SELECT * FROM access.api_key WHERE id = :id").param("id", id).query(Keys::key).optional();
    }

    /// @param by who makes it
    Made make(Wish wish, String by) {
        ApiKey key = ApiKey.make(random);
        jdbc.sql("""
                INSERT INTO access.api_key
                    (id, hash, name, owner, scopes, created_at, created_by, expires_at, daily_spend_usd)
                VALUES (:id, :hash, :name, :owner, :scopes, :now, :by, :end, :cap)""")
                .param("id", key.id())
                .param("hash", key.hash())
                .param("name", wish.name())
                .param("owner", wish.owner())
                .param("scopes", wish.scopes().stream().sorted().map(Scope::word).toArray(String[]::new))
                .param("now", now())
                .param("by", by)
                .param("end", wish.expiresAt() == null ? null : Timestamp.from(wish.expiresAt()))
                .param("cap", wish.dailySpendUsd())
                .update();
        Key made = find(key.id()).orElseThrow();
        return new Made(made.dailySpendUsd() == null ? made : made.withSpent(BigDecimal.ZERO), key.token());
    }

    /// Does nothing to a key that is revoked already.
    void revoke(String id) {
        jdbc.sql("UPDATE access.api_key SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL")
                .param("now", now())
                .param("id", id)
                .update();
    }

    void revokeAll(String owner) {
        jdbc.sql("UPDATE access.api_key SET revoked_at = :now WHERE owner = :owner AND revoked_at IS NULL")
                .param("now", now())
                .param("owner", owner)
                .update();
    }

    /// Whether this very key works and is of this owner.
    boolean works(String token, String owner) {
        return ApiKey.isForm(token) && jdbc.sql("""
                SELECT EXISTS (SELECT FROM access.api_key WHERE hash = :hash AND owner = :owner AND revoked_at IS NULL
                                                          AND (expires_at IS NULL OR expires_at > :now))""")
                .param("hash", ApiKey.hashOf(token))
                .param("owner", owner)
                .param("now", now())
                .query(Boolean.class)
                .single();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private static Key key(ResultSet row, int number) throws SQLException {
        String[] scopes = (String[]) row.getArray("scopes").getArray();
        return new Key(row.getString("id"), row.getString("name"), row.getString("owner"),
                Arrays.stream(scopes).map(Scope::of).sorted().map(Scope::word).toList(),
                row.getTimestamp("created_at").toInstant(), instant(row, "expires_at"), instant(row, "last_used_at"),
                instant(row, "revoked_at"), row.getBigDecimal("daily_spend_usd"), null);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
