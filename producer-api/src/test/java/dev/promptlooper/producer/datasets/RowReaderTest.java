package dev.promptlooper.producer.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promptlooper.producer.web.FieldProblem;
import dev.promptlooper.producer.web.Problem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

class RowReaderTest {

    private static final ColumnMapping DEFAULT = ColumnMapping.of(null, null, null, null);

    private record Stored(long index, long line, String id, String vars, @Nullable String expected,
            @Nullable String metadata) {}

    private final List<Stored> stored = new ArrayList<>();

    @Test
    void csvKeepsQuotesLineBreaksAndTheirLines() {
        // When
        List<Column> columns = read(DatasetFormat.CSV, DEFAULT,
                "\uFEFFq,__expected,n\r\n\"a, \"\"b\"\"\r\nc\",x,007\r\n\r\nd,y,1.5\r\n");
        // Then
        assertThat(stored).containsExactly(
                new Stored(0, 2, "1", "{\"q\":\"a, \\\"b\\\"\\r\\nc\",\"n\":\"007\"}", "x", null),
                new Stored(1, 5, "2", "{\"q\":\"d\",\"n\":\"1.5\"}", "y", null));
        assertThat(columns).containsExactly(new Column("q", Column.Type.STRING, ColumnMapping.Role.VAR),
                new Column("__expected", Column.Type.STRING, ColumnMapping.Role.EXPECTED),
                new Column("n", Column.Type.NUMBER, ColumnMapping.Role.VAR));
    }

    @Test
    void csvRowsThatDoNotFitAreNamedByLine() {
        assertThat(problems(DatasetFormat.CSV, "a,b\n1,2\n3\n4,5,6\n7,8\n")).containsExactly(
                "line 3: has 1 values where the header has 2; quote values that contain commas",
                "line 4: has 3 values where the header has 2; quote values that contain commas");
        assertThat(stored).hasSize(1);
    }

    @Test
    void csvHeaderMustNameEveryColumnOnce() {
        assertThat(problems(DatasetFormat.CSV, "a,,c\n1,2,3\n")).singleElement()
                .asString()
                .startsWith("line 1: the header of column 2 is empty");
        assertThat(problems(DatasetFormat.CSV, "a,b,a\n1,2,3\n")).singleElement()
                .asString()
                .startsWith("line 1: the header names 'a' twice");
    }

    @Test
    void s41UnclosedQuoteIsFoundWithoutReadingTheFileIntoMemory() {
        // Given
        InputStream endless = new InputStream() {
            private final byte[] start = "a\n\"".getBytes(StandardCharsets.UTF_8);
            private int at;

            @Override
            public int read() {
                return at < start.length ? start[at++] : 'x';
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                target[offset] = (byte) read();
                return 1;
            }
        };
        // Then
        assertThat(problems(DatasetFormat.CSV, endless)).singleElement()
                .asString()
                .contains("a quote or bracket is probably not closed");
    }

    @Test
    void s41InvalidUtf8IsNamedByLineAfterTheGoodRows() {
        // Given
        byte[] bytes = "q\ngood\nb_d\n".getBytes(StandardCharsets.UTF_8);
        bytes[8] = (byte) 0xE9;
        // Then
        assertThat(problems(DatasetFormat.CSV, new ByteArrayInputStream(bytes)))
                .containsExactly("line 3: byte 0xE9 is not UTF-8; save the file as UTF-8");
        assertThat(problems(DatasetFormat.JSONL, new ByteArrayInputStream(bytes))).last().asString().contains("0xE9");
    }

    @Test
    void truncatedUtf8AtTheEndIsAnError() {
        byte[] bytes = {'q', '\n', (byte) 0xC3};
        assertThat(problems(DatasetFormat.CSV, new ByteArrayInputStream(bytes))).singleElement()
                .asString()
                .contains("0xC3");
    }

    @Test
    void jsonLinesKeepTypesAndSkipBlankLines() {
        // When
        List<Column> columns = read(DatasetFormat.JSONL, ColumnMapping.of("answer", "key", null, "tags"), """
                {"key": "k1", "q": "a", "n": 1, "tags": ["x"], "answer": 42, "none": null}

                {"key": "k2", "q": "b", "n": 2.5, "answer": true}
                """);
        // Then
        assertThat(stored).containsExactly(
                new Stored(0, 1, "k1", "{\"q\":\"a\",\"n\":1,\"none\":null}", "42", "{\"tags\":[\"x\"]}"),
                new Stored(1, 3, "k2", "{\"q\":\"b\",\"n\":2.5}", "true", null));
        assertThat(columns).extracting(Column::type)
                .containsExactly(Column.Type.STRING, Column.Type.STRING, Column.Type.NUMBER, Column.Type.LIST,
                        Column.Type.MIXED,
                        Column.Type.EMPTY);
    }

    @Test
    void jsonLinesNameEveryBadLine() {
        List<String> problems = problems(DatasetFormat.JSONL,
                "{\"a\":1}\n{\"a\":\n[1]\n{\"a\":1}{\"b\":2}\n{\"a\":1,\"a\":2}\nnull\n");
        assertThat(problems).hasSize(5);
        assertThat(problems.get(0)).startsWith("line 2: is not JSON");
        assertThat(problems.get(1)).startsWith("line 3: is not a JSON object");
        assertThat(problems.get(2)).startsWith("line 4: has more than one JSON value");
        assertThat(problems.get(3)).startsWith("line 5: has the key 'a' twice");
        assertThat(problems.get(4)).startsWith("line 6: is not a JSON object");
    }

    @Test
    void onlyTheFirstTwentyProblemsAreTold() {
        assertThat(problems(DatasetFormat.JSONL, "x\n".repeat(1000))).hasSize(20);
    }

    @Test
    void jsonArrayIsReadWithLines() {
        // When
        read(DatasetFormat.JSON, DEFAULT, "[\n  {\"q\": \"a\"},\n  {\n   \"q\": {\"deep\": [1, 2]}}\n]");
        // Then
        assertThat(stored).extracting(Stored::line).containsExactly(2L, 3L);
        assertThat(stored.getLast().vars()).isEqualTo("{\"q\":{\"deep\":[1,2]}}");
    }

    @Test
    void jsonThatIsNoListOfObjectsIsRefused() {
        assertThat(problems(DatasetFormat.JSON, "{\"a\": 1}")).singleElement()
                .asString()
                .contains("must be a JSON array");
        assertThat(problems(DatasetFormat.JSON, "[{\"a\": 1},\n 2]")).singleElement()
                .asString()
                .startsWith("line 2: is not an object");
        assertThat(problems(DatasetFormat.JSON, "[{\"a\": 1}\n")).singleElement().asString().startsWith("line ");
        assertThat(problems(DatasetFormat.JSON, "[{\"a\": 1}] []")).singleElement()
                .asString()
                .contains("after the list");
        assertThat(problems(DatasetFormat.JSON, "[{\"a\": 1}, {\"a\" 1}]")).singleElement()
                .asString()
                .contains("cannot be read");
    }

    @Test
    void yamlSequenceIsRead() {
        // When
        read(DatasetFormat.YAML, DEFAULT, "# cases\n- q: one\n  n: 1\n- q: |\n    two\n    lines\n  n: 2.5\n");
        // Then
        assertThat(stored).extracting(Stored::vars)
                .containsExactly("{\"q\":\"one\",\"n\":1}", "{\"q\":\"two\\nlines\\n\",\"n\":2.5}");
        assertThat(stored).extracting(Stored::line).containsExactly(2L, 4L);
    }

    @Test
    void s41YamlAliasesAreRefusedBeforeTheyExplode() {
        // Given
        String bomb = "- a: &a [x, x]\n- b: &b [*a, *a]\n- c: [*b, *b]\n";
        // Then
        assertThat(problems(DatasetFormat.YAML, bomb)).first().asString().startsWith("line 2: uses a YAML alias");
    }

    @Test
    void yamlBeyondSnakeYamlsDefaultLimitIsRead() {
        // When
        read(DatasetFormat.YAML, DEFAULT, ("- q: " + "x".repeat(4000) + "\n").repeat(1000));
        // Then
        assertThat(stored).hasSize(1000);
    }

    @Test
    void s41NestingIsBounded() {
        assertThat(problems(DatasetFormat.JSONL, "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}")).singleElement()
                .asString()
                .contains("nested deeper");
        assertThat(problems(DatasetFormat.JSONL, "{\"a\":" + "[".repeat(100_000) + "}")).singleElement()
                .asString()
                .startsWith("line 1");
    }

    @Test
    void s41CaseBeyondTheLimitIsRefused() {
        assertThat(problems(DatasetFormat.JSONL, "{\"a\":\"" + "é".repeat(600) + "\"}")).singleElement()
                .asString()
                .startsWith("line 1: is 1209 bytes large");
    }

    @Test
    void emptyFilesAreRefused() {
        for (DatasetFormat format : DatasetFormat.values()) {
            for (String empty : List.of("", "\n\n", "\uFEFF")) {
                assertThat(problems(format, empty)).as(format + " " + empty).isNotEmpty();
            }
        }
        assertThat(problems(DatasetFormat.CSV, "a,b\n")).singleElement().asString().contains("no cases");
        assertThat(problems(DatasetFormat.JSON, "[]")).singleElement().asString().contains("no cases");
    }

    @Test
    void mappedColumnsMustExist() {
        assertThatThrownBy(
                () -> read(DatasetFormat.CSV, ColumnMapping.of("anser", null, null, null), "question,answer\n1,2\n"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("did you mean 'answer'?");
    }

    @Test
    void s41RowsAreLimited() {
        assertThat(problems(DatasetFormat.CSV, "a\n" + "1\n".repeat(101))).singleElement()
                .asString()
                .startsWith("line 102: is row 101; a dataset has at most 100");
    }

    @Test
    void s41RandomBytesNeverBreakTheReaders() {
        // Given
        Random random = new Random(7);
        List<DatasetFormat> formats = List.of(DatasetFormat.values());
        String alphabet = "{}[]\",:\n\r\t -&*#ab1.é\\";
        for (int round = 0; round < 2000; round++) {
            String text = random.ints(random.nextInt(60), 0, alphabet.length())
                    .mapToObj(i -> String.valueOf(alphabet.charAt(i)))
                    .collect(Collectors.joining());
            DatasetFormat format = formats.get(round % formats.size());
            // Then
            try {
                read(format, DEFAULT, text);
            } catch (Problem e) {
                assertThat(e.errors()).isNotEmpty();
            }
        }
    }

    private List<String> problems(DatasetFormat format, String text) {
        return problems(format, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private List<String> problems(DatasetFormat format, InputStream file) {
        try {
            read(format, DEFAULT, file);
        } catch (Problem e) {
            return e.errors().stream().map(FieldProblem::toString).toList();
        }
        throw new AssertionError("nothing was wrong");
    }

    private List<Column> read(DatasetFormat format, ColumnMapping mapping, String text) {
        return read(format, mapping, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private List<Column> read(DatasetFormat format, ColumnMapping mapping, InputStream file) {
        stored.clear();
        boolean small = format != DatasetFormat.YAML;
        CaseCollector collector = new CaseCollector(mapping, format == DatasetFormat.CSV, small ? 1_000 : 10_000,
                small ? 100 : 10_000,
                (index, line, id, vars, expected, metadata) -> stored
                        .add(new Stored(index, line, id, vars, expected, metadata)));
        try {
            RowReader.of(format).read(new Utf8Reader(file, 200_000), collector);
        } catch (BadFile e) {
            throw collector.rejected(e);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return collector.finish();
    }
}
