package dev.promptlooper.standalone.bench.search;

/// How asynchronous a replay is.
///
/// @param runs         runs under way at once, per lane
/// @param lanePerModel one endpoint per model, instead of one for all
record Window(int runs, boolean lanePerModel) {

    Window {
        if (runs < 1) {
            throw new IllegalArgumentException("a window holds 1 run or more, was " + runs);
        }
    }

    /// Free slots from which a lane is asked again, as in the planner: an eighth of the window.
    int refillAt() {
        return Math.max(1, runs / 8);
    }
}
