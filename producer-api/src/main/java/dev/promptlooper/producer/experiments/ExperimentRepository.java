package dev.promptlooper.producer.experiments;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Experiments in the database. Thread-safe.
final class ExperimentRepository {

    private final JdbcClient jdbc;
    private final InstantSource clock;

    ExperimentRepository(CatalogDatabase database, InstantSource clock) {
        this.jdbc = database.jdbc();
        this.clock = clock;
    }

    Experiment create(UUID id, String name, @Nullable String description, JsonNode spec, String actor) {
        return jdbc
                .sql("""
                        INSERT INTO catalog.experiment (id, name, description, spec, version, created_at, updated_at, updated_by)
                        VALUES (:id, :name, :description, :spec::json, 1, :now, :now, :actor) RETURNING *""")
                .param("id", id)
                .param("name", name)
                .param("description", description)
                .param("spec", spec.toString())
                .param("now", Timestamp.from(clock.instant()))
                .param("actor", actor)
                .query(ExperimentRepository::experiment)
                .single();
    }

    /// @return empty when there is no such experiment with that version
    Optional<Experiment> update(UUID id, long expectedVersion, String name, @Nullable String description, JsonNode spec,
            String actor) {
        return jdbc.sql("""
                UPDATE catalog.experiment
                SET name = :name, description = :description, spec = :spec::json, version = version + 1,
                    updated_at = :now, updated_by = :actor
                WHERE id = :id AND version = :expected RETURNING *""")
                .param("id", id)
                .param("expected", expectedVersion)
                .param("name", name)
                .param("description", description)
                .param("spec", spec.toString())
                .param("now", Timestamp.from(clock.instant()))
                .param("actor", actor)
                .query(ExperimentRepository::experiment)
                .optional();
    }

    /// @return false when there is no such experiment with that version
    boolean delete(UUID id, long expectedVersion) {
        return jdbc.sql("DELETE FROM catalog.experiment WHERE id = :id AND version = :expected")
                .param("id", id)
                .param("expected", expectedVersion)
                .update() > 0;
    }

    Optional<Experiment> find(UUID id) {
        return jdbc.sql("SELECT * FROM catalog.experiment WHERE id = :id")
                .param("id", id)
                .query(ExperimentRepository::experiment)
                .optional();
    }

    /// Which experiments are listed, by what their request names; null admits all.
    ///
    /// @param prompt   name of a prompt, in any version
    /// @param dataset  name of a dataset, in any version
    /// @param endpoint name of an endpoint
    /// @param scorer   type of a scorer
    record Uses(@Nullable String prompt, @Nullable String dataset, @Nullable String endpoint,
            @Nullable String scorer) {}

    // A request names things as text (`name`, `name@version`, `endpoint/model`) or as an object with a name or a type.
    List<Experiment> list(Uses uses, @Nullable UUID after, int count) {
        return jdbc
                .sql("""
                        SELECT * FROM catalog.experiment
                        WHERE (:after::uuid IS NULL
                            OR (name, id) > (SELECT name, id FROM catalog.experiment WHERE id = :after::uuid))
                          AND (:prompt::text IS NULL OR EXISTS (SELECT FROM json_array_elements(spec->'prompts') x
                            WHERE CASE json_typeof(x) WHEN 'string' THEN regexp_replace(x #>> '{}', '@[^@]*$', '') ELSE x->>'name' END = :prompt))
                          AND (:dataset::text IS NULL OR CASE json_typeof(spec->'dataset')
                            WHEN 'string' THEN regexp_replace(spec->>'dataset', '@[^@]*$', '') ELSE spec->'dataset'->>'name' END = :dataset)
                          AND (:endpoint::text IS NULL OR EXISTS (SELECT FROM json_array_elements_text(spec->'models') x
                            WHERE split_part(x, '/', 1) = :endpoint))
                          AND (:scorer::text IS NULL OR EXISTS (SELECT FROM json_array_elements(spec->'scorers') x
                            WHERE x->>'type' = :scorer))
                        ORDER BY name, id LIMIT :count""")
                .param("after", after == null ? null : after.toString())
                .param("prompt", uses.prompt())
                .param("dataset", uses.dataset())
                .param("endpoint", uses.endpoint())
                .param("scorer", uses.scorer())
                .param("count", count)
                .query(ExperimentRepository::experiment)
                .list();
    }

    private static Experiment experiment(ResultSet row, int number) throws SQLException {
        return new Experiment(row.getString("id"), row.getString("name"), row.getString("description"),
                Json.MAPPER.readTree(row.getString("spec")), row.getLong("version"),
                row.getTimestamp("created_at").toInstant(), row.getTimestamp("updated_at").toInstant(),
                row.getString("updated_by"));
    }
}
