package dev.promptlooper.standalone.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `--fail-under metric=value`: what the best candidate must reach.
///
/// @param metric a scorer's name, a built-in metric, or `score` for the objective
/// @param value  smallest admitted value
record FailUnder(String metric, double value) {

    /// @throws CliFailure naming the text and the form
    static FailUnder parse(String text) {
        int equals = text.lastIndexOf('=');
        try {
            if (equals > 0) {
                return new FailUnder(text.substring(0, equals).strip(),
                        Double.parseDouble(text.substring(equals + 1).strip()));
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new CliFailure("--fail-under takes metric=value, for example numeric-match=0.9; was '" + text + "'");
    }

    /// Why the best candidate does not reach it, or null when it does.
    @Nullable
    String verdict(SweepResult result) {
        if (result.leaderboard().isEmpty()) {
            return "there is no ranked candidate, so " + metric + " does not reach " + Figures.score(value);
        }
        JsonNode best = result.leaderboard().getFirst();
        Double reached = metric.equals("score")
                ? Figures.number(best.path("score"))
                : Figures.mean(best.path("metrics").path(metric));
        if (reached == null) {
            return "the best candidate has no " + metric + "; its metrics are " + best.path("metrics").propertyNames();
        }
        return reached >= value
                ? null
                : metric + " of the best candidate is " + Figures.score(reached) + ", below "
                        + Figures.score(value);
    }
}
