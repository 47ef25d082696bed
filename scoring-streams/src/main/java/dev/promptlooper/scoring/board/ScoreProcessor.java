package dev.promptlooper.scoring.board;

import dev.promptlooper.contracts.event.Purpose;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.scoring.scorer.ScorerCatalog;
import dev.promptlooper.scoring.scorer.SweepScorers;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

import java.time.Duration;

/// First stage: asks the scorers. Keeps nothing but runs whose sweep is not known yet.
final class ScoreProcessor implements Processor<String, RunCompleted, Object, Object> {

    static final String PARKED = "parked-completed";
    private static final Duration RETRY = Duration.ofMillis(200);

    private final ScorerCatalog catalog;
    private final RunScorer runScorer;
    private final ScoringSettings settings;
    @SuppressWarnings("NullAway.Init")
    private ProcessorContext<Object, Object> context;
    @SuppressWarnings("NullAway.Init")
    private Definitions<Compiled> definitions;
    @SuppressWarnings("NullAway.Init")
    private Parking<RunCompleted> parking;

    ScoreProcessor(ScorerCatalog catalog, AnswerTexts texts, ScoringSettings settings) {
        this.catalog = catalog;
        this.runScorer = new RunScorer(texts);
        this.settings = settings;
    }

    @Override
    public void init(ProcessorContext<Object, Object> processorContext) {
        context = processorContext;
        definitions = new Definitions<>(context.getStateStore(Definitions.STORE),
                definition -> new Compiled(definition.name(),
                        SweepScorers.compile(definition.scorers(), catalog, settings.scorerTimeLimit())));
        parking = new Parking<>(PARKED, Topic.RUN_COMPLETED.serde(), Topic.RUN_COMPLETED.topicName(),
                settings.definitionPatience(), context, ScoringTopology.DEAD_LETTERS);
        context.schedule(RETRY, PunctuationType.WALL_CLOCK_TIME, now -> parking.retry(now, this::score));
    }

    @Override
    public void process(Record<String, RunCompleted> record) {
        RunCompleted completed = record.value();
        check(completed);
        if (completed.purpose() == Purpose.JUDGE) {
            context.forward(record, ScoringTopology.JUDGES);
        } else if (!score(completed)) {
            parking.park(record);
        }
    }

    private boolean score(RunCompleted completed) {
        String sweepId = completed.run().sweepId();
        Compiled compiled = definitions.find(sweepId);
        if (compiled == null) {
            return false;
        }
        long now = context.currentSystemTimeMs();
        RunScored scored = runScorer.score(completed, compiled.sweepName(), compiled.scorers(), now);
        context.forward(new Record<>(sweepId, scored, now), ScoringTopology.RUNS_SCORED);
        return true;
    }

    private static void check(RunCompleted completed) {
        if (completed == null || completed.schema() != RunCompleted.SCHEMA || completed.run() == null
                || completed.run().sweepId() == null || completed.run().candidate() == null
                || completed.outcome() == null || completed.input() == null || completed.reserved() == null
                || completed.configHash() == null || completed.purpose() == null) {
            throw new IllegalArgumentException("not a complete run.completed record of schema "
                    + RunCompleted.SCHEMA
                    + "; schema, purpose, run, configHash, input, reserved and outcome are needed");
        }
    }

    private record Compiled(String sweepName, SweepScorers scorers) {}
}
