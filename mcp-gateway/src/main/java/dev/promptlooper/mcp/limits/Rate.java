package dev.promptlooper.mcp.limits;

/// How often.
///
/// @param perMinute in the long run, positive
/// @param burst     at once after a pause, at least 1
public record Rate(double perMinute, int burst) {

    public Rate {
        if (!(perMinute > 0) || burst < 1) {
            throw new IllegalArgumentException(
                    "a rate is positive and its burst at least 1, was " + perMinute + "/min, burst " + burst);
        }
    }
}
