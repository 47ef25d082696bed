package dev.promptlooper.projector.query.letters;

import dev.promptlooper.projector.query.Keyset;
import dev.promptlooper.projector.query.Page;
import dev.promptlooper.projector.query.Problem;
import dev.promptlooper.projector.query.Results;
import dev.promptlooper.projector.query.Results.Where;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Reads dead letters.
final class LetterQueries {

    private static final int PREVIEW_CHARACTERS = 1_024; // a multiple of four, so that it decodes
    private static final Keyset NEWEST_FIRST = new Keyset("-TIME", null, true,
            List.of("at:bigint", "service:text", "topic:text", "part:integer", "record_offset:bigint",
                    "discriminator:text"));
    private static final String COLUMNS = "service, topic, part, record_offset, discriminator, reason, message, at, key_base64,"
            + " coalesce(length(key_base64), 0) AS key_chars, coalesce(length(value_base64), 0) AS value_chars, left(value_base64, "
            + PREVIEW_CHARACTERS + ") AS preview";

    private final Results results;

    LetterQueries(Results results) {
        this.results = results;
    }

    private record Row(Letter letter, LetterId id, @Nullable String obstacle) {}

    /// A record to put back.
    ///
    /// @param keyBase64   null when it had none
    /// @param valueBase64 whole
    record Original(String topic, int partition, @Nullable String keyBase64, String valueBase64) {}

    /// Null admits all.
    Page<Letter> page(@Nullable String service, @Nullable String topic, @Nullable String reason, int limit,
            @Nullable String after) {
        Where where = new Where().and("service = ?", service).and("topic = ?", topic).and("reason = ?", reason);
        List<@Nullable Object> parameters = new ArrayList<>(where.parameters());
        String sql = "SELECT " + COLUMNS + " FROM results.dead_letter WHERE " + where.sql() + " AND "
                + NEWEST_FIRST.after(after, parameters) + " ORDER BY " + NEWEST_FIRST.orderBy() + " LIMIT ?";
        parameters.add(limit + 1);
        return Page.of(results.list(sql, parameters, (row, number) -> row(row)), limit,
                row -> NEWEST_FIRST.cursor(row.letter().at(), row.id().service(), row.id().topic(), row.id().part(),
                        row.id().offset(), row.id().discriminator()),
                Row::letter);
    }

    /// @throws Problem 404
    Letter.Detail get(String id) {
        return find(id, (row, value) -> Letter.Detail.of(row.letter(), value, row.obstacle()));
    }

    /// @throws Problem 404, or 409 when the letter does not have the whole record
    Original original(String id) {
        return find(id, (row, value) -> {
            if (row.obstacle() != null || value == null) {
                throw Problem.conflict("this letter cannot be replayed: " + row.obstacle());
            }
            return new Original(row.id().topic(), row.id().part(), row.letter().keyBase64(), value);
        });
    }

    private interface Use<T> {
        T of(Row row, @Nullable String valueBase64);
    }

    private <T> T find(String text, Use<T> use) {
        LetterId id = LetterId.parse(text).orElseThrow(() -> Problem.notFound("dead letter", text));
        return results
                .first("SELECT " + COLUMNS + ", value_base64 FROM results.dead_letter WHERE service = ? AND topic = ?"
                        + " AND part = ? AND record_offset = ? AND discriminator = ?",
                        List.of(id.service(), id.topic(), id.part(), id.offset(), id.discriminator()),
                        (row, number) -> use.of(row(row), row.getString("value_base64")))
                .orElseThrow(() -> Problem.notFound("dead letter", text));
    }

    private static Row row(ResultSet row) throws SQLException {
        LetterId id = new LetterId(row.getString("service"), row.getString("topic"), row.getInt("part"),
                row.getLong("record_offset"), row.getString("discriminator"));
        String obstacle = Letter.obstacle(id.topic(), id.offset(), row.getLong("key_chars"),
                row.getLong("value_chars"));
        return new Row(new Letter(id.text(), id.service(), id.topic(), id.part(), id.offset(), row.getString("reason"),
                row.getString("message"), row.getLong("at"), row.getString("key_base64"), row.getString("preview"),
                obstacle == null), id, obstacle);
    }
}
