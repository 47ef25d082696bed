package dev.promptlooper.standalone.bench.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import javax.xml.parsers.DocumentBuilderFactory;

class SvgChartTest {

    @TempDir
    Path folder;

    @Test
    void chartIsWellFormedWithALinePerStrategy() throws Exception {
        // Given
        List<RegretRow> rows = List.of(row("a <b> & \"c\"", 2, 12), row("a <b> & \"c\"", 10, 3), row("random", 2, 40),
                row("random", 10, 60));
        // When
        Map<String, Path> files = RegretCharts.write(rows, List.of("set one"), folder);
        // Then
        assertThat(files.get("set one")).isEqualTo(folder.resolve("regret-set-one.svg")).isNotEmptyFile();
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        java.nio.file.Files.readString(files.get("set one")).getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    }

    @Test
    void axisPutsItsFirstAndLastTicksOnTheEdges() {
        SvgChart.Axis axis = new SvgChart.Axis(Math::log, List.of(2.0, 20.0, 200.0));
        assertThat(axis.at(2)).isZero();
        assertThat(axis.at(20)).isCloseTo(0.5, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(axis.at(500)).isEqualTo(1);
    }

    private static RegretRow row(String strategy, double budget, double regret) {
        return new RegretRow("set one", strategy, budget, regret, 0.5, 40, regret, 0.1, budget);
    }
}
