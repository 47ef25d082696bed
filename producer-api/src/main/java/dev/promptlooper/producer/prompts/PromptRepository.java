package dev.promptlooper.producer.prompts;

import dev.promptlooper.contracts.hash.CanonicalJson;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Prompts in the database. Thread-safe.
public final class PromptRepository {

    private static final TypeReference<List<Map<String, Object>>> MESSAGES = new TypeReference<>() {
    };
    private static final TypeReference<LinkedHashMap<String, Integer>> LABELS = new TypeReference<>() {
    };
    private static final String SELECT = """
            SELECT v.*, ARRAY(SELECT l.label FROM catalog.prompt_label l
                              WHERE l.name = v.name AND l.version = v.version ORDER BY l.label) AS labels
            FROM catalog.prompt_version v WHERE v.name = :name""";

    private final CatalogDatabase database;
    private final JdbcClient jdbc;
    private final InstantSource clock;

    PromptRepository(CatalogDatabase database, InstantSource clock) {
        this.database = database;
        this.jdbc = database.jdbc();
        this.clock = clock;
    }

    /// @param version the version with that content
    /// @param created false when the prompt had such a version already
    record Saved(PromptVersion version, boolean created) {}

    /// Adds a version, or finds the one that has the same messages.
    Saved save(String name, List<Map<String, Object>> messages, @Nullable String description, String actor) {
        String hash = ConfigHash.sha256(CanonicalJson.write(messages));
        Timestamp now = Timestamp.from(clock.instant());
        return database.inTransaction(() -> {
            jdbc.sql("INSERT INTO catalog.prompt (name, created_at) VALUES (:name, :now) ON CONFLICT DO NOTHING")
                    .param("name", name)
                    .param("now", now)
                    .update();
            // One writer per prompt, so that versions have no gaps.
            jdbc.sql("SELECT name FROM catalog.prompt WHERE name = :name FOR UPDATE")
                    .param("name", name)
                    .query()
                    .singleValue();
            Optional<PromptVersion> same = jdbc.sql(SELECT + " AND v.hash = :hash")
                    .param("name", name)
                    .param("hash", hash)
                    .query(PromptRepository::version)
                    .optional();
            if (same.isPresent()) {
                return new Saved(same.get(), false);
            }
            int version = jdbc
                    .sql("""
                            INSERT INTO catalog.prompt_version (name, version, hash, messages, description, created_at, created_by)
                            SELECT :name, coalesce(max(version), 0) + 1, :hash, :messages::json, :description, :now, :actor
                            FROM catalog.prompt_version WHERE name = :name RETURNING version""")
                    .param("name", name)
                    .param("hash", hash)
                    .param("messages", Json.write(messages))
                    .param("description", description)
                    .param("now", now)
                    .param("actor", actor)
                    .query(Integer.class)
                    .single();
            return new Saved(find(name, version).orElseThrow(), true);
        });
    }

    /// Points a label at a version, wherever it pointed before.
    void label(String name, String label, int version, String actor) {
        jdbc.sql("""
                INSERT INTO catalog.prompt_label (name, label, version, updated_at, updated_by)
                VALUES (:name, :label, :version, :now, :actor)
                ON CONFLICT (name, label) DO UPDATE
                SET version = excluded.version, updated_at = excluded.updated_at, updated_by = excluded.updated_by""")
                .param("name", name)
                .param("label", label)
                .param("version", version)
                .param("now", Timestamp.from(clock.instant()))
                .param("actor", actor)
                .update();
    }

    /// @return false when there was no such label
    boolean unlabel(String name, String label) {
        return jdbc.sql("DELETE FROM catalog.prompt_label WHERE name = :name AND label = :label")
                .param("name", name)
                .param("label", label)
                .update() > 0;
    }

    /// The version of that number.
    public Optional<PromptVersion> find(String name, int version) {
        return jdbc.sql(SELECT + " AND v.version = :version")
                .param("name", name)
                .param("version", version)
                .query(PromptRepository::version)
                .optional();
    }

    /// The version that a label points at.
    public Optional<PromptVersion> findLabelled(String name, String label) {
        return jdbc.sql(SELECT + "\n" + """
                AND v.version = (SELECT l.version FROM catalog.prompt_label l
                                 WHERE l.name = :name AND l.label = :label)""")
                .param("name", name)
                .param("label", label)
                .query(PromptRepository::version)
                .optional();
    }

    /// The newest version.
    public Optional<PromptVersion> latest(String name) {
        return jdbc.sql(SELECT + " ORDER BY v.version DESC LIMIT 1")
                .param("name", name)
                .query(PromptRepository::version)
                .optional();
    }

    /// Versions below `before`, newest first.
    List<PromptVersion> versions(String name, int before, int count) {
        return jdbc.sql(SELECT + " AND v.version < :before ORDER BY v.version DESC LIMIT :count")
                .param("name", name)
                .param("before", before)
                .param("count", count)
                .query(PromptRepository::version)
                .list();
    }

    List<PromptSummary> list(String after, int count) {
        return jdbc.sql("""
                SELECT p.name, v.version, v.created_at,
                       (SELECT json_object_agg(l.label, l.version ORDER BY l.label)
                        FROM catalog.prompt_label l WHERE l.name = p.name) AS labels
                FROM catalog.prompt p
                CROSS JOIN LATERAL (SELECT version, created_at FROM catalog.prompt_version v
                                    WHERE v.name = p.name ORDER BY version DESC LIMIT 1) v
                WHERE p.name > :after ORDER BY p.name LIMIT :count""")
                .param("after", after)
                .param("count", count)
                .query((row, _) -> new PromptSummary(row.getString("name"), row.getInt("version"),
                        row.getString("labels") == null
                                ? Map.of()
                                : Json.MAPPER.readValue(row.getString("labels"), LABELS),
                        row.getTimestamp("created_at").toInstant()))
                .list();
    }

    /// All names, for suggestions.
    public List<String> names() {
        return jdbc.sql("SELECT name FROM catalog.prompt ORDER BY name LIMIT 10000")
                .query((row, _) -> String.valueOf(row.getString(1)))
                .list();
    }

    /// Labels of a prompt, for suggestions.
    public List<String> labels(String name) {
        return jdbc.sql("SELECT label FROM catalog.prompt_label WHERE name = :name ORDER BY label")
                .param("name", name)
                .query((row, _) -> String.valueOf(row.getString(1)))
                .list();
    }

    private static PromptVersion version(ResultSet row, int number) throws SQLException {
        List<Map<String, Object>> messages = Json.MAPPER.readValue(row.getString("messages"), MESSAGES);
        String name = row.getString("name");
        return new PromptVersion(name, row.getInt("version"), row.getString("hash"), messages,
                row.getString("description"), PromptLint.of("messages", name, messages).variables(),
                List.of((String[]) row.getArray("labels").getArray()), row.getTimestamp("created_at").toInstant(),
                row.getString("created_by"));
    }
}
