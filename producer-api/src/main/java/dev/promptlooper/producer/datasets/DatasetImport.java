package dev.promptlooper.producer.datasets;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import dev.promptlooper.producer.web.FieldProblem;
import dev.promptlooper.producer.web.Problem;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.SQLErrorCodeSQLExceptionTranslator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Imports files as dataset versions: streamed, all or nothing, the same file twice is the same version. Thread-safe.
final class DatasetImport {

    /// Most rows of a dataset.
    static final long MAX_ROWS = 10_000_000;

    private final CatalogDatabase database;
    private final JdbcClient jdbc;
    private final DatasetRepository datasets;
    private final InstantSource clock;
    private final int maxCaseBytes;
    private final long maxRows;

    DatasetImport(CatalogDatabase database, DatasetRepository datasets, InstantSource clock, int maxCaseBytes,
            long maxRows) {
        this.database = database;
        this.jdbc = database.jdbc();
        this.datasets = datasets;
        this.clock = clock;
        this.maxCaseBytes = maxCaseBytes;
        this.maxRows = maxRows;
    }

    /// @param version the version with that content
    /// @param created false when the dataset had such a version already
    record Imported(DatasetVersion version, boolean created) {}

    /// @param file not closed
    /// @throws Problem     422 naming lines and reasons; nothing is kept then
    /// @throws IOException when the upload breaks off; nothing is kept then
    Imported read(String name, DatasetFormat format, ColumnMapping mapping, InputStream file, String actor)
            throws IOException {
        long versionId = jdbc.sql("SELECT nextval(pg_get_serial_sequence('catalog.dataset_version', 'id'))")
                .query(Long.class)
                .single();
        try {
            return database.inTransaction(() -> {
                Connection connection = DataSourceUtils.getConnection(database.dataSource());
                try {
                    Content content = copy(connection, versionId, format, mapping, file);
                    return keep(name, versionId, format, mapping, content, actor);
                } catch (CopyCases.DatabaseAway e) {
                    throw translate(e.sql());
                } catch (SQLException e) {
                    throw translate(e);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } finally {
                    DataSourceUtils.releaseConnection(connection, database.dataSource());
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private record Content(String sha256, long bytes, long cases, List<Column> columns) {}

    private Content copy(Connection connection, long versionId, DatasetFormat format, ColumnMapping mapping,
            InputStream file) throws IOException, SQLException {
        DigestInputStream digested = new DigestInputStream(file, sha256());
        CountingStream counted = new CountingStream(digested);
        CaseCollector collector;
        List<Column> columns;
        try (CopyCases copy = new CopyCases(connection, versionId)) {
            collector = new CaseCollector(mapping, format == DatasetFormat.CSV, maxCaseBytes, maxRows, copy);
            try {
                RowReader.of(format).read(new Utf8Reader(counted, 4L * maxCaseBytes), collector);
            } catch (BadFile e) {
                throw collector.rejected(e);
            }
            columns = collector.finish();
            copy.finish();
        }
        if (collector.hasIdColumn()) {
            refuseDuplicateIds(versionId);
        }
        return new Content(HexFormat.of().formatHex(digested.getMessageDigest().digest()), counted.count(),
                collector.cases(), columns);
    }

    private Imported keep(String name, long versionId, DatasetFormat format, ColumnMapping mapping, Content content,
            String actor) {
        Timestamp now = Timestamp.from(clock.instant());
        jdbc.sql("INSERT INTO catalog.dataset (name, created_at) VALUES (:name, :now) ON CONFLICT DO NOTHING")
                .param("name", name)
                .param("now", now)
                .update();
        // One writer per dataset, so that versions have no gaps.
        jdbc.sql("SELECT name FROM catalog.dataset WHERE name = :name FOR UPDATE")
                .param("name", name)
                .query()
                .singleValue();
        String fingerprint = mapping.fingerprint(format);
        Optional<DatasetVersion> same = datasets.findContent(name, content.sha256(), fingerprint);
        if (same.isPresent()) {
            jdbc.sql("DELETE FROM catalog.dataset_case WHERE version_id = :id").param("id", versionId).update();
            return new Imported(same.get(), false);
        }
        int version = jdbc.sql("""
                INSERT INTO catalog.dataset_version
                       (id, name, version, sha256, mapping, format, columns, cases, bytes, created_at, created_by)
                SELECT :id, :name, coalesce(max(version), 0) + 1, :sha256, :mapping, :format, :columns::json, :cases,
                       :bytes, :now, :actor
                FROM catalog.dataset_version WHERE name = :name RETURNING version""")
                .param("id", versionId)
                .param("name", name)
                .param("sha256", content.sha256())
                .param("mapping", fingerprint)
                .param("format", format.name())
                .param("columns", Json.write(content.columns()))
                .param("cases", content.cases())
                .param("bytes", content.bytes())
                .param("now", now)
                .param("actor", actor)
                .query(Integer.class)
                .single();
        return new Imported(datasets.find(name, version).orElseThrow(), true);
    }

    private void refuseDuplicateIds(long versionId) {
        List<FieldProblem> twice = jdbc.sql("""
                SELECT id, min(line) AS first, max(line) AS last FROM catalog.dataset_case
                WHERE version_id = :id GROUP BY id HAVING count(*) > 1 ORDER BY min(line) LIMIT :most""")
                .param("id", versionId)
                .param("most", CaseCollector.MAX_PROBLEMS)
                .query((row, _) -> new FieldProblem("line " + row.getLong("last"), row.getString("id"),
                        "has the id of line " + row.getLong("first")
                                + "; ids are unique, name another column with id=…"))
                .list();
        if (!twice.isEmpty()) {
            throw Problem.invalid(twice);
        }
    }

    private static RuntimeException translate(SQLException e) {
        RuntimeException translated = new SQLErrorCodeSQLExceptionTranslator("PostgreSQL").translate("dataset import",
                null, e);
        return translated == null ? new IllegalStateException("the import failed in the database", e) : translated;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
