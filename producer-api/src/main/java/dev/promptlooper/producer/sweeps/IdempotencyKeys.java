package dev.promptlooper.producer.sweeps;

import dev.promptlooper.contracts.hash.CanonicalJson;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.producer.web.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Optional;

/// Answers given to idempotency keys: the same key with the same request gets the same answer, whoever sends it how often,
/// at once or later. Thread-safe.
final class IdempotencyKeys {

    private static final int MAX_LENGTH = 200;

    private final JdbcClient jdbc;
    private final InstantSource clock;

    IdempotencyKeys(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// One request with its key.
    ///
    /// @param scope what the key is unique in
    /// @param key   key of the caller
    /// @param hash  of the request
    record Use(String scope, String key, String hash) {}

    /// @throws Problem 422 when the key is blank or too long
    static Optional<Use> use(String scope, @Nullable String key, JsonNode request) {
        if (key == null) {
            return Optional.empty();
        }
        if (key.isBlank() || key.length() > MAX_LENGTH) {
            throw Problem.invalid("Idempotency-Key", key, "an idempotency key has 1 to " + MAX_LENGTH + " characters");
        }
        try {
            String body = CanonicalJson.write(Json.MAPPER.convertValue(request, Object.class));
            return Optional.of(new Use(scope, key, ConfigHash.sha256(body)));
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("body", null, String.valueOf(e.getMessage()));
        }
    }

    /// The answer that was given, if one was.
    ///
    /// @throws Problem 422 when the key was used for another request
    <T> Optional<T> answer(Use use, Class<T> type) {
        Optional<Given> given = jdbc.sql("""
                SELECT request_hash, response FROM catalog.idempotency WHERE scope = :scope AND key = :key""")
                .param("scope", use.scope())
                .param("key", use.key())
                .query((row, _) -> new Given(row.getString("request_hash"), row.getString("response")))
                .optional();
        if (given.isEmpty()) {
            return Optional.empty();
        }
        if (!given.get().hash().equals(use.hash())) {
            throw Problem.invalid("Idempotency-Key", use.key(),
                    "this key was used for another request; a new request needs a new key");
        }
        return Optional.of(Json.read(given.get().response(), type));
    }

    /// Takes the key, inside a transaction. Waits while another transaction holds it.
    ///
    /// @return false when somebody took it before; their answer is there now
    boolean claim(Use use) {
        return jdbc.sql("""
                INSERT INTO catalog.idempotency (scope, key, request_hash, created_at)
                VALUES (:scope, :key, :hash, :now) ON CONFLICT DO NOTHING""")
                .param("scope", use.scope())
                .param("key", use.key())
                .param("hash", use.hash())
                .param("now", Timestamp.from(clock.instant()))
                .update() == 1;
    }

    /// Keeps the answer, in the transaction that claimed the key.
    void keep(Use use, Object answer) {
        jdbc.sql("UPDATE catalog.idempotency SET response = :response::json WHERE scope = :scope AND key = :key")
                .param("response", Json.write(answer))
                .param("scope", use.scope())
                .param("key", use.key())
                .update();
    }

    private record Given(String hash, String response) {}
}
