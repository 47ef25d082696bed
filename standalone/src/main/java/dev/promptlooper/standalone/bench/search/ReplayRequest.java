package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.strategy.SearchStrategy;

/// One replay to make: everything that decides how it ends. Immutable.
///
/// @param set    recorded results
/// @param rival  strategy
/// @param budget limits of the sweep
/// @param window how asynchronous
/// @param seed   of draw, order, latencies and strategy
record ReplayRequest(RecordedSet set, Rival rival, Budget budget, Window window, long seed) {

    /// Runs it.
    ///
    /// @return how it ended, beside the table that it ran on
    Result run() {
        RecordedSet.Draw draw = set.draw(seed);
        RecordedSpace space = new RecordedSpace(set, window.lanePerModel(), seed);
        SweepDefinition definition = space.definition(rival.strategy(set, budget, seed), budget);
        SearchStrategy strategy = rival.factory().create(definition, new HeapEntries());
        int[] rows = space.rows(definition, strategy.candidates());
        return new Result(this, draw,
                new Replay(definition, strategy, rows, Results.of(set, draw), window, seed).run());
    }

    /// @param draw the table that could have been found
    record Result(ReplayRequest request, RecordedSet.Draw draw, Replay.Outcome outcome) {

        private static final double POINTS = 100;

        /// Points that the recommended candidate is worse than the best; 100 when there is none.
        double regret() {
            return outcome.recommended() < 0 ? POINTS : draw.regret(outcome.recommended());
        }

        /// As [#regret], against what the full grid would have reported.
        double regretOnGrid() {
            return outcome.recommended() < 0 ? POINTS : draw.regretOnGrid(outcome.recommended());
        }
    }
}
