package dev.promptlooper.producer.planner;

import java.util.Map;

/// How the planner is tuned.
///
/// @param commitIntervalMs commit interval of the Streams application; part of the latency of every run
/// @param tickMs           period of the clock that refills windows, measures rates and tells progress
/// @param queueSeconds     how much work of a sweep may be queued, in seconds of what the endpoint completes
/// @param maxWindow        most runs of a sweep that are requested and not ended
/// @param progressMs       shortest time between two progress events of a sweep
/// @param lostAfterMs      time without a result, on top of twice the longest that a call may take, after which runs count as lost
public record PlannerSettings(long commitIntervalMs, long tickMs, double queueSeconds, int maxWindow,
        long progressMs, long lostAfterMs) {

    public static final PlannerSettings DEFAULT = new PlannerSettings(50, 50, 1.0, 20_000, 500, 3_600_000);

    public PlannerSettings {
        if (commitIntervalMs < 1 || tickMs < 1 || !(queueSeconds > 0) || maxWindow < 1 || progressMs < 0
                || lostAfterMs < 1) {
            throw new IllegalArgumentException("planner settings must be positive, were commit " + commitIntervalMs
                    + " ms, tick " + tickMs + " ms, queue " + queueSeconds + " s, window " + maxWindow + ", lost after "
                    + lostAfterMs + " ms");
        }
    }

    /// From `PROMPTLOOPER_PLANNER_COMMIT_MS`, `PROMPTLOOPER_PLANNER_TICK_MS` and `PROMPTLOOPER_PLANNER_LOST_AFTER_MS`.
    public static PlannerSettings fromEnvironment(Map<String, String> environment) {
        return new PlannerSettings(number(environment, "PROMPTLOOPER_PLANNER_COMMIT_MS", DEFAULT.commitIntervalMs()),
                number(environment, "PROMPTLOOPER_PLANNER_TICK_MS", DEFAULT.tickMs()), DEFAULT.queueSeconds(),
                DEFAULT.maxWindow(), DEFAULT.progressMs(),
                number(environment, "PROMPTLOOPER_PLANNER_LOST_AFTER_MS", DEFAULT.lostAfterMs()));
    }

    private static long number(Map<String, String> environment, String name, long otherwise) {
        String value = environment.get(name);
        try {
            return value == null || value.isBlank() ? otherwise : Long.parseLong(value.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number of milliseconds, was '" + value + "'", e);
        }
    }
}
