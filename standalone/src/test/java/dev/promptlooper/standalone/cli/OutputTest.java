package dev.promptlooper.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promptlooper.contracts.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;

class OutputTest {

    private static final JsonNode ROW = Json.read(
            """
                    {"rank":1,"candidateId":"9f86d081884c7d65","prompt":"=steps, \\"two\\"","model":"local/m<1>","params":{"temperature":0.4},
                    "n":40,"score":0.925,"low":0.84,"high":1.0,"metrics":{"numeric-match":0.925},"cost":0.00021,"latency":{"p50":81.5}}""",
            JsonNode.class);
    private static final SweepResult RESULT = new SweepResult("s1", "COMPLETED", new SweepResult.Counts(40, 3, 1),
            0.0084,
            List.of(ROW));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void jsonHasThePublishedShape() throws Exception {
        // When
        Output.write(folder.resolve("x.json"), RESULT, null);
        JsonNode written = Json.read(Files.readString(folder.resolve("x.json")), JsonNode.class);
        // Then
        assertThat(written.propertyNames()).containsExactly("sweepId", "status", "counts", "spend", "leaderboard");
        assertThat(written.path("counts").propertyNames()).containsExactly("runs", "hits", "failed");
        assertThat(written.path("leaderboard").path(0).propertyNames()).containsExactly("rank", "candidateId", "prompt",
                "model",
                "params", "n", "score", "low", "high", "metrics", "cost", "latency");
    }

    @Test
    void s42CsvQuotesAndDisarmsFormulas() {
        assertThat(Output.csv(List.of(ROW))).isEqualTo(
                "rank,candidateId,prompt,model,param.temperature,n,score,low,high,metric.numeric-match,cost,latency\r\n"
                        + "1,9f86d081884c7d65,\"'=steps, \"\"two\"\"\",local/m<1>,0.4,40,0.925,0.84,1.0,0.925,2.1E-4,81.5\r\n");
    }

    @Test
    void junitIsXmlAndFailsWhenTheFigureIsNotReached() throws Exception {
        // When
        String text = Output.junit(RESULT, new FailUnder("numeric-match", 0.95));
        // Then
        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(2);
        assertThat(document.getElementsByTagName("failure").getLength()).isEqualTo(1);
        assertThat(document.getElementsByTagName("testsuite")
                .item(0)
                .getAttributes()
                .getNamedItem("failures")
                .getNodeValue())
                .isEqualTo("1");
    }

    @Test
    void unknownEndingIsRefusedBeforeAnythingRuns() {
        assertThatThrownBy(() -> Output.check(folder.resolve("x.pdf"))).hasMessageContaining("x.pdf")
                .hasMessageContaining(".junit.xml");
        assertThatThrownBy(() -> Output.check(folder.resolve("no/x.json"))).hasMessageContaining("no folder");
    }

    @Test
    void failUnderLooksAtTheBestCandidate() {
        assertThat(FailUnder.parse("numeric-match=0.9").verdict(RESULT)).isNull();
        assertThat(FailUnder.parse("score=0.93").verdict(RESULT)).contains("0.925").contains("0.93");
        assertThat(FailUnder.parse("other=1").verdict(RESULT)).contains("has no other").contains("numeric-match");
        assertThatThrownBy(() -> FailUnder.parse("0.9")).hasMessageContaining("metric=value")
                .hasMessageContaining("'0.9'");
    }
}
