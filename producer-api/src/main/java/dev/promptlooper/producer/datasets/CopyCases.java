package dev.promptlooper.producer.datasets;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

/// Streams cases into `catalog.dataset_case` with COPY. Belongs to the transaction of its connection; closing it without
/// [#finish] takes everything back. For one thread.
final class CopyCases implements CaseCollector.CaseStore, AutoCloseable {

    private static final int FLUSH_AT = 256 << 10;

    private final long versionId;
    private final CopyIn copy;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(FLUSH_AT + (64 << 10));
    private final StringBuilder row = new StringBuilder();

    CopyCases(Connection connection, long versionId) throws SQLException {
        this.versionId = versionId;
        this.copy = connection.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY catalog.dataset_case (version_id, index, line, id, vars, expected, metadata) FROM STDIN");
    }

    @Override
    public void add(long index, long line, String id, String vars, @Nullable String expected, @Nullable String metadata)
            throws IOException {
        row.setLength(0);
        row.append(versionId).append('\t').append(index).append('\t').append(line);
        append(id);
        append(vars);
        append(expected);
        append(metadata);
        row.append('\n');
        buffer.writeBytes(row.toString().getBytes(StandardCharsets.UTF_8));
        if (buffer.size() >= FLUSH_AT) {
            flush();
        }
    }

    void finish() throws IOException, SQLException {
        flush();
        copy.endCopy();
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private void flush() throws IOException {
        byte[] bytes = buffer.toByteArray();
        buffer.reset();
        try {
            copy.writeToCopy(bytes, 0, bytes.length);
        } catch (SQLException e) {
            throw new DatabaseAway(e);
        }
    }

    private void append(@Nullable String text) {
        row.append('\t');
        if (text == null) {
            row.append("\\N");
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> row.append("\\\\");
                case '\t' -> row.append("\\t");
                case '\n' -> row.append("\\n");
                case '\r' -> row.append("\\r");
                default -> row.append(c);
            }
        }
    }

    /// Keeps a failing database apart from a failing upload.
    static final class DatabaseAway extends IOException {
        private static final long serialVersionUID = 1;

        private final SQLException sql;

        DatabaseAway(SQLException sql) {
            super(sql);
            this.sql = sql;
        }

        SQLException sql() {
            return sql;
        }
    }
}
