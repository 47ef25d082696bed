package dev.promptlooper.producer.datasets;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.producer.datasets.ColumnMapping.Role;
import dev.promptlooper.producer.web.FieldProblem;
import dev.promptlooper.producer.web.NearNames;
import dev.promptlooper.producer.web.Problem;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Turns rows into cases and collects what is wrong with them. After the first problem nothing is stored any more, but
/// reading goes on until [#MAX_PROBLEMS] are known. For one import.
final class CaseCollector implements RowReader.Rows {

    static final int MAX_PROBLEMS = 20;
    private static final int MAX_COLUMNS = 1_000;
    private static final int MAX_ID = 256;

    /// Where cases go.
    interface CaseStore {

        /// @param vars     JSON object
        /// @param metadata JSON object, or null
        void add(long index, long line, String id, String vars, @Nullable String expected, @Nullable String metadata)
                throws IOException;
    }

    private final ColumnMapping mapping;
    private final boolean textOnly;
    private final int maxCaseBytes;
    private final long maxRows;
    private final CaseStore store;
    private final Map<String, ColumnState> columns = new LinkedHashMap<>();
    private final List<FieldProblem> problems = new ArrayList<>();
    private long cases;

    private record ColumnState(Role role, Set<Column.Type> types) {}

    /// @param textOnly     the format knows only text, so that types are guessed from it
    /// @param maxCaseBytes largest case
    /// @param maxRows      most rows
    CaseCollector(ColumnMapping mapping, boolean textOnly, int maxCaseBytes, long maxRows, CaseStore store) {
        this.mapping = mapping;
        this.textOnly = textOnly;
        this.maxCaseBytes = maxCaseBytes;
        this.maxRows = maxRows;
        this.store = store;
    }

    @Override
    public void row(long line, Map<String, @Nullable Object> values) throws IOException {
        Map<String, @Nullable Object> vars = LinkedHashMap.newLinkedHashMap(values.size());
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        String expected = null;
        String id = null;
        for (Map.Entry<String, @Nullable Object> entry : values.entrySet()) {
            Object value = entry.getValue();
            switch (role(line, entry.getKey(), value)) {
                case VAR -> vars.put(entry.getKey(), value);
                case METADATA -> metadata.put(entry.getKey(), value);
                case EXPECTED -> expected = text(value);
                case ID -> id = text(value);
            }
        }
        if (cases == maxRows) {
            throw new BadFile(line, "is row " + (maxRows + 1) + "; a dataset has at most " + maxRows
                    + " cases, split the file");
        }
        cases++;
        if (id == null) {
            id = String.valueOf(cases);
        }
        String varsJson = Json.write(vars);
        String metadataJson = metadata.isEmpty() ? null : Json.write(metadata);
        if (isFit(line, id, varsJson, expected, metadataJson) && problems.isEmpty()) {
            store.add(cases - 1, line, id, varsJson, expected, metadataJson);
        }
    }

    private boolean isFit(long line, String id, String vars, @Nullable String expected, @Nullable String metadata) {
        long bytes = utf8(vars) + utf8(expected) + utf8(metadata) + utf8(id);
        if (bytes > maxCaseBytes) {
            problem(line, "is " + bytes + " bytes large; a case has at most " + maxCaseBytes);
            return false;
        }
        if (id.isBlank() || id.length() > MAX_ID) {
            problem(line, "has an id of " + id.length() + " characters; an id has 1 to " + MAX_ID);
            return false;
        }
        if (id.indexOf(0) >= 0 || (expected != null && expected.indexOf(0) >= 0)) {
            problem(line, "contains the character U+0000, which the database cannot keep; remove it");
            return false;
        }
        return true;
    }

    @Override
    public void problem(long line, String message) {
        problems.add(new FieldProblem("line " + line, null, message));
        if (problems.size() == MAX_PROBLEMS) {
            throw rejected();
        }
    }

    /// To be called after the last row.
    ///
    /// @return the columns that were seen
    /// @throws Problem 422 when anything is wrong
    List<Column> finish() {
        mapping.named()
                .forEach((parameter,
                        names) -> names.stream().filter(name -> !columns.containsKey(name)).forEach(name -> {
                            if (cases > 0) {
                                problems.add(new FieldProblem(parameter, name, "the file has no column '" + name + "'"
                                        + NearNames.hint(name, columns.keySet()) + "; it has " + columns.keySet()));
                            }
                        }));
        if (problems.isEmpty() && cases == 0) {
            throw Problem.invalid("body", null, "the file has no cases; a dataset needs at least one row");
        }
        if (!problems.isEmpty()) {
            throw rejected();
        }
        return columns.entrySet()
                .stream()
                .map(entry -> new Column(entry.getKey(), Column.Type.summary(entry.getValue().types()),
                        entry.getValue().role()))
                .toList();
    }

    /// Every problem so far, and then this last one.
    Problem rejected(BadFile last) {
        problems.add(new FieldProblem("line " + last.line(), null, last.problem()));
        return rejected();
    }

    long cases() {
        return cases;
    }

    boolean hasIdColumn() {
        return columns.values().stream().anyMatch(column -> column.role() == Role.ID);
    }

    private Problem rejected() {
        return Problem.invalid(problems);
    }

    private Role role(long line, String name, @Nullable Object value) {
        ColumnState column = columns.get(name);
        if (column == null) {
            if (columns.size() == MAX_COLUMNS) {
                throw new BadFile(line,
                        "brings column " + (MAX_COLUMNS + 1) + "; a dataset has at most " + MAX_COLUMNS);
            }
            column = new ColumnState(mapping.role(name), EnumSet.noneOf(Column.Type.class));
            columns.put(name, column);
        }
        column.types().add(Column.Type.of(value, textOnly));
        return column.role();
    }

    private static @Nullable String text(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Map<?, ?> map -> Json.write(map);
            case List<?> list -> Json.write(list);
            default -> String.valueOf(value);
        };
    }

    private static long utf8(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        long bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // A surrogate pair is two characters and four bytes.
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }
}
