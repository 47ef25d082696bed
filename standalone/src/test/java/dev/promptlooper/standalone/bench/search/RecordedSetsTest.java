package dev.promptlooper.standalone.bench.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.CandidateSpace;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

class RecordedSetsTest {

    @TempDir
    Path folder;

    @Test
    void csvIsCandidateColumnsFollowedByAColumnPerCase() throws IOException {
        // Given
        Files.writeString(folder.resolve("small.csv"), """
                model,prompt,param.temperature,param.mode,usd,first,second
                a,short,0.5,fast,0.25,1,0
                b,long,1,slow,0,0.5,
                """);
        // When
        List<RecordedSet> sets = RecordedSets.in(folder);
        // Then
        assertThat(sets).hasSize(1);
        RecordedSet set = sets.getFirst();
        assertThat(set.name()).isEqualTo("small");
        assertThat(set.cases()).containsExactly("first", "second");
        assertThat(set.candidates()).containsExactly(
                new RecordedSet.Row("a", "short", Map.of("temperature", 0.5, "mode", "fast"), 0.25),
                new RecordedSet.Row("b", "long", Map.of("temperature", 1.0, "mode", "slow"), 0));
        assertThat(set.draw(1).means()).containsExactly(0.5, 0.5);
        assertThat(set.draw(1).seen()[1]).containsExactly(0.5f, Float.NaN);
    }

    @Test
    void groupsOfCasesAreSetsOfTheirOwnBesideAllOfThemPooled() throws IOException {
        // Given
        Files.createDirectories(folder.resolve("exams"));
        try (OutputStream out = new GZIPOutputStream(
                Files.newOutputStream(folder.resolve("exams").resolve("scores.csv.gz")))) {
            out.write("model,prompt,law|1,art|1,law|2\na,p,1,0,0\nb,p,0,1,1\n".getBytes(StandardCharsets.UTF_8));
        }
        // When
        List<RecordedSet> sets = RecordedSets.in(folder);
        // Then
        assertThat(sets).extracting(RecordedSet::name).containsExactly("exams/art", "exams/law", "exams pooled");
        assertThat(sets).extracting(RecordedSet::family)
                .containsExactly("exams per group", "exams per group", "exams pooled");
        assertThat(sets.get(1).draw(0).means()).containsExactly(0.5, 0.5);
        assertThat(sets.get(2).calls()).isEqualTo(6);
        assertThat(sets.getFirst().isNamed("exams")).isTrue();
    }

    @Test
    void cellThatIsNoFiniteNumberIsRefusedWithFileLineAndValue() throws IOException {
        for (String cell : List.of("NaN", "Infinity", "good")) {
            Files.writeString(folder.resolve("bad.csv"), "model,one\na," + cell + "\n");
            assertThatIllegalArgumentException().isThrownBy(() -> RecordedSets.in(folder))
                    .withMessageContaining("bad.csv line 2")
                    .withMessageContaining("'" + cell + "'");
        }
    }

    @Test
    void spaceOfAnIrregularSetHasExactlyItsCandidates() throws IOException {
        // Given
        Files.writeString(folder.resolve("gaps.csv"), """
                model,prompt,param.t,one
                a,p,0,1
                a,q,0,1
                a,p,1,1
                b,p,0,1
                b,p,1,1
                """);
        RecordedSet set = RecordedSets.in(folder).getFirst();
        for (long seed = 0; seed < 20; seed++) {
            RecordedSpace space = new RecordedSpace(set, seed % 2 == 0, seed);
            // When
            SweepDefinition definition = space.definition(Strategy.GRID, Budget.UNLIMITED);
            int[] rows = space.rows(definition, CandidateSpace.of(definition));
            // Then
            assertThat(Arrays.stream(rows).filter(row -> row >= 0)).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
        }
    }

    @Test
    void recordedTemperatureSetHasItsPublishedAnswersAndPrice() throws IOException {
        // Given
        RecordedSet set = recorded("temperature");
        // Then
        assertThat(set.candidates()).hasSize(143);
        assertThat(set.cases()).hasSize(100);
        assertThat(set.usd()).isCloseTo(55.14, org.assertj.core.data.Offset.offset(0.01));
        double[] truth = set.draw(1).truth();
        for (int row = 0; row < truth.length; row++) {
            RecordedSet.Row candidate = set.candidates().get(row);
            if (candidate.model().equals("claude-3-opus-20240229")
                    && Double.valueOf(0).equals(candidate.params().get("temperature"))) {
                assertThat(truth[row]).isCloseTo(0.791, org.assertj.core.data.Offset.offset(1e-6));
            }
        }
        assertThat(set.draw(1).means()).isNotEqualTo(set.draw(2).means());
    }

    @Test
    void recordedReflectionSetHasElevenExamsAndAllOfThem() throws IOException {
        RecordedSet pooled = recorded("reflection pooled");
        assertThat(pooled.candidates()).hasSize(81);
        assertThat(pooled.cases()).hasSize(1_100);
        assertThat(Arrays.stream(pooled.draw(1).means()).max().orElseThrow())
                .isCloseTo(0.97182, org.assertj.core.data.Offset.offset(1e-5));
        assertThat(RecordedSets.in(data()).stream().filter(set -> set.family().equals("reflection per group")))
                .hasSize(11);
    }

    private static RecordedSet recorded(String name) throws IOException {
        return RecordedSets.in(data()).stream().filter(set -> set.name().equals(name)).findFirst().orElseThrow();
    }

    private static Path data() {
        String named = System.getenv("PROMPTLOOPER_SHARED_DATA");
        Path data = named != null
                ? Path.of(named)
                : Path.of(System.getProperty("promptlooper.root", "."))
                        .toAbsolutePath()
                        .resolve("../shared/data")
                        .normalize();
        Assumptions.assumeTrue(Files.isDirectory(data.resolve("temperature")), () -> "the recorded answers are not at "
                + data + "; set PROMPTLOOPER_SHARED_DATA to their folder to run this proof");
        return data;
    }
}
