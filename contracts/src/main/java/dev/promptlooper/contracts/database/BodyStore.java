package dev.promptlooper.contracts.database;

import dev.promptlooper.contracts.event.Text;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.topic.Limits;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

import javax.sql.DataSource;

/// Answers larger than [Limits#inlineBytes()], stored once by content hash in `bodies.body` (the executor's migration makes
/// the table). Thread-safe.
public final class BodyStore {

    private static final int PREVIEW_CHARACTERS = 1_000;

    private final DataSource database;
    private final Limits limits;

    public BodyStore(DataSource database, Limits limits) {
        this.database = database;
        this.limits = limits;
    }

    /// Small texts stay inline; large ones are written (before the record that refers to them) and referenced.
    ///
    /// @throws SQLException when the database does not take it
    public Text store(String text) throws SQLException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= limits.inlineBytes()) {
            return Text.of(text);
        }
        String sha256 = ConfigHash.sha256(text);
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection
                        .prepareStatement(
                                "INSERT INTO bodies.body (sha256, content) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING")) {
            insert.setString(1, sha256);
            insert.setBytes(2, bytes);
            insert.executeUpdate();
        }
        return new Text.Stored(sha256, bytes.length, preview(text));
    }

    /// Never ends inside a surrogate pair: half of one has no UTF-8 form, and the record could not be written.
    private static String preview(String text) {
        int end = Math.min(PREVIEW_CHARACTERS, text.length());
        boolean cutsPair = end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1));
        return text.substring(0, cutsPair ? end - 1 : end);
    }

    /// The whole text; empty when the store does not have it.
    ///
    /// @throws SQLException when the database does not answer
    public Optional<String> load(Text text) throws SQLException {
        return switch (text) {
            case Text.Inline(String value) -> Optional.of(value);
            case Text.Stored stored -> find(stored.sha256());
        };
    }

    private Optional<String> find(String sha256) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection
                        .prepareStatement("SELECT content FROM bodies.body WHERE sha256 = ?")) {
            select.setString(1, sha256);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(new String(row.getBytes(1), StandardCharsets.UTF_8)) : Optional.empty();
            }
        }
    }
}
