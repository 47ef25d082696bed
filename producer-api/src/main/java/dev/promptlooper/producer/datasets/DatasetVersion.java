package dev.promptlooper.producer.datasets;

import java.time.Instant;
import java.util.List;

/// One immutable version of a dataset.
///
/// @param name      name in the catalogue
/// @param version   1-based
/// @param cases     number of cases
/// @param bytes     size of the uploaded file
/// @param sha256    SHA-256 of the uploaded file
/// @param format    how the file was written
/// @param columns   its columns, in file order
/// @param createdAt when
/// @param createdBy by whom
public record DatasetVersion(String name, int version, long cases, long bytes, String sha256, DatasetFormat format,
        List<Column> columns, Instant createdAt, String createdBy) {

    /// Names of the columns that prompts can use.
    public List<String> vars() {
        return columns.stream().filter(column -> column.role() == ColumnMapping.Role.VAR).map(Column::name).toList();
    }

    /// True when the cases have reference answers.
    public boolean hasExpected() {
        return columns.stream().anyMatch(column -> column.role() == ColumnMapping.Role.EXPECTED);
    }
}
