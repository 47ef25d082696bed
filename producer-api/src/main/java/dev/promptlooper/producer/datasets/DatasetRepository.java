package dev.promptlooper.producer.datasets;

import dev.promptlooper.contracts.event.DatasetCase;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.kafka.RetryLater;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import dev.promptlooper.producer.planner.CaseSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Datasets in the database. Thread-safe.
public final class DatasetRepository implements CaseSource {

    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {
    };
    private static final TypeReference<List<Column>> COLUMNS = new TypeReference<>() {
    };

    private final JdbcClient jdbc;
    // Versions never change, so their row ids can be kept for ever.
    private final Map<String, Long> versionIds = new ConcurrentHashMap<>();

    DatasetRepository(CatalogDatabase database) {
        this.jdbc = database.jdbc();
    }

    @Override
    public List<DatasetCase> cases(String dataset, int version, long from, int count) {
        try {
            return jdbc.sql("""
                    SELECT index, id, vars, expected, metadata FROM catalog.dataset_case
                    WHERE version_id = :id AND index >= :from ORDER BY index LIMIT :count""")
                    .param("id", versionId(dataset, version))
                    .param("from", from)
                    .param("count", count)
                    .query((row, _) -> new DatasetCase(row.getString("id"), row.getLong("index"),
                            object(row.getString("vars")),
                            row.getString("expected"),
                            row.getString("metadata") == null ? Map.of() : object(row.getString("metadata"))))
                    .list();
        } catch (DataAccessException e) {
            throw new RetryLater("cannot read cases of " + dataset + "@" + version + ": " + e.getMessage(), e);
        }
    }

    private long versionId(String dataset, int version) {
        String key = dataset + "@" + version;
        Long known = versionIds.get(key);
        if (known != null) {
            return known;
        }
        long id = jdbc.sql("SELECT id FROM catalog.dataset_version WHERE name = :name AND version = :version")
                .param("name", dataset)
                .param("version", version)
                .query(Long.class)
                .optional()
                .orElseThrow(() -> new IllegalArgumentException("there is no dataset version " + key));
        versionIds.put(key, id);
        return id;
    }

    /// The version of that number.
    public Optional<DatasetVersion> find(String name, int version) {
        return jdbc.sql("SELECT * FROM catalog.dataset_version WHERE name = :name AND version = :version")
                .param("name", name)
                .param("version", version)
                .query(DatasetRepository::version)
                .optional();
    }

    /// The newest version.
    public Optional<DatasetVersion> latest(String name) {
        return versions(name, Integer.MAX_VALUE, 1).stream().findFirst();
    }

    Optional<DatasetVersion> findContent(String name, String sha256, String mapping) {
        return jdbc.sql("""
                SELECT * FROM catalog.dataset_version
                WHERE name = :name AND sha256 = :sha256 AND mapping = :mapping""")
                .param("name", name)
                .param("sha256", sha256)
                .param("mapping", mapping)
                .query(DatasetRepository::version)
                .optional();
    }

    /// Versions below `before`, newest first.
    List<DatasetVersion> versions(String name, int before, int count) {
        return jdbc.sql("""
                SELECT * FROM catalog.dataset_version WHERE name = :name AND version < :before
                ORDER BY version DESC LIMIT :count""")
                .param("name", name)
                .param("before", before)
                .param("count", count)
                .query(DatasetRepository::version)
                .list();
    }

    /// Newest version of each dataset, by name.
    List<DatasetVersion> list(String after, int count) {
        return jdbc.sql("""
                SELECT v.* FROM catalog.dataset d
                CROSS JOIN LATERAL (SELECT * FROM catalog.dataset_version v
                                    WHERE v.name = d.name ORDER BY version DESC LIMIT 1) v
                WHERE d.name > :after ORDER BY d.name LIMIT :count""")
                .param("after", after)
                .param("count", count)
                .query(DatasetRepository::version)
                .list();
    }

    /// All names, for suggestions.
    public List<String> names() {
        return jdbc.sql("SELECT name FROM catalog.dataset ORDER BY name LIMIT 10000")
                .query((row, _) -> String.valueOf(row.getString(1)))
                .list();
    }

    private static DatasetVersion version(ResultSet row, int number) throws SQLException {
        return new DatasetVersion(row.getString("name"), row.getInt("version"), row.getLong("cases"),
                row.getLong("bytes"), row.getString("sha256"), DatasetFormat.valueOf(row.getString("format")),
                Json.MAPPER.readValue(row.getString("columns"), COLUMNS), row.getTimestamp("created_at").toInstant(),
                row.getString("created_by"));
    }

    private static Map<String, Object> object(String json) {
        return Json.MAPPER.readValue(json, OBJECT);
    }
}
