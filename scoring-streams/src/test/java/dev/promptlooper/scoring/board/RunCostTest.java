package dev.promptlooper.scoring.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.scoring.builtin.BuiltInScorers;
import dev.promptlooper.scoring.scorer.SweepScorers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// CPU time of one run through both stages, without Kafka and RocksDB: codecs, scorers, statistics.
@Tag("slow")
class RunCostTest {

    private static final int RUNS = 200_000;
    private static final int CANDIDATES = 1_000;

    @Test
    void runCostsFewMicroseconds() {
        // Given
        SweepDefinition definition = Sweeps.definition("s", Sweeps.MAXIMISE_EQUALS,
                Sweeps.scorer(Map.of("type", "equals")), Sweeps.scorer(Map.of("type", "word-count", "max", 120)));
        SweepScorers scorers = SweepScorers.compile(definition.scorers(), BuiltInScorers.catalog(List.of()),
                SweepScorers.TIME_LIMIT);
        RunScorer runScorer = new RunScorer(text -> Optional.empty());
        MetricLayout layout = new MetricLayout(definition);
        SweepBoard board = new SweepBoard("s", layout, 0);
        Map<Long, byte[]> states = new HashMap<>();
        String answer = "a somewhat longer answer of a model ".repeat(10);
        long before = 0;
        // When
        for (int i = 0; i < RUNS; i++) {
            if (i == RUNS / 2) {
                before = cpuNanos();
            }
            byte[] completed = Topic.RUN_COMPLETED.serde()
                    .serialize("",
                            Sweeps.answered(Sweeps.run("s", i % CANDIDATES, i / CANDIDATES, 0), answer, 0.001, i % 977,
                                    AnswerSource.HIT));
            RunCompleted run = Topic.RUN_COMPLETED.serde().deserialize("", completed);
            byte[] bytes = Topic.RUN_SCORED.serde().serialize("", runScorer.score(run, "s", scorers, i));
            RunScored scored = Topic.RUN_SCORED.serde().deserialize("", bytes);
            long index = scored.run().candidate().index();
            Cell cell = Cell.of(scored, layout);
            CaseCells after = CaseCells.EMPTY.with(cell);
            CaseCells.fromBytes(after.toBytes());
            byte[] known = states.get(index);
            CandidateState state = known == null
                    ? CandidateState.create(scored.run().candidate(), layout)
                    : CandidateState.fromBytes(known);
            board.leave(state);
            state.apply(layout, CaseCells.EMPTY, after, null, cell);
            states.put(index, state.toBytes());
            board.changed(index, state, i);
        }
        double micros = (cpuNanos() - before) / 1_000.0 / (RUNS / 2);
        // Then
        LoggerFactory.getLogger(RunCostTest.class)
                .info("{} µs of CPU per run, {} bytes per candidate", micros,
                        states.values().stream().mapToInt(state -> state.length).average().orElse(0));
        assertThat(board.runs()).isEqualTo(RUNS);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
