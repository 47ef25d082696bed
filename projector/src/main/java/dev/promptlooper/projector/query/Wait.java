package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.projector.live.Lookout.Sight;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What somebody waits for at a sweep, and whether it has come. Confined to one thread.
///
/// Changes are measured from a revision, which carries what is needed for that: position of the channel, leader, runs that ended.
/// So nothing is missed between two waits, whichever replica answers, and none of them remembers anything.
final class Wait {

    /// What ends the wait.
    enum Until {
        FINISHED, LEADER_CHANGE, PROGRESS, ANY_CHANGE
    }

    /// How it ended.
    enum Outcome {
        /// What was waited for.
        MET,
        /// Nothing more happens by itself: at rest, or paused with nothing under way.
        AT_REST,
        /// Time was over.
        TIMEOUT
    }

    /// @param at      position of the channel
    /// @param leader  index of the leading candidate, or `x`
    /// @param settled runs that ended
    record Revision(String at, String leader, long settled) {

        private static final Pattern FORM = Pattern.compile("(.{1,64}-[0-9]{1,15})\\.([0-9]{1,18}|x)\\.([0-9]{1,18})");

        static Revision of(Sight sight, JsonNode sweep) {
            JsonNode best = sweep.path("leaderboard").path("best").path("candidateIndex");
            return new Revision(sight.at().toString(), best.isMissingNode() ? "x" : best.asString(),
                    sweep.path("totals").path("settled").asLong(0));
        }

        /// @return null when it is something else
        static @Nullable Revision parse(String text) {
            Matcher matcher = FORM.matcher(text);
            return matcher.matches()
                    ? new Revision(matcher.group(1), matcher.group(2), Long.parseLong(matcher.group(3)))
                    : null;
        }

        @Override
        public String toString() {
            return at + "." + leader + "." + settled;
        }
    }

    // What was just launched is not here yet.
    static final long GRACE_MILLIS = 3_000;
    private static final double STEP = 0.05;

    private final Until until;
    private final @Nullable Double percent;
    private final long mostNanos;
    private @Nullable Revision since;

    /// @param percent of the planned runs, for [Until#PROGRESS]; null for a step of 5 %
    /// @param since   what the caller has seen; null for what is seen first
    Wait(Until until, @Nullable Double percent, long mostMillis, @Nullable Revision since) {
        this.until = until;
        this.percent = percent;
        this.mostNanos = mostMillis * 1_000_000;
        this.since = since;
    }

    /// Longest wait for a sweep that is there.
    long mostMillis() {
        return mostNanos / 1_000_000;
    }

    /// Whether to stop looking.
    boolean isOver(Sight sight) {
        return sight.json() != null && outcome(sight, sweep(sight)) != Outcome.TIMEOUT;
    }

    Outcome outcome(Sight sight, JsonNode sweep) {
        Revision now = Revision.of(sight, sweep);
        if (since == null) {
            since = now;
        }
        if (isMet(since, now, sweep)) {
            return Outcome.MET;
        }
        return isAtRest(sweep) ? Outcome.AT_REST : Outcome.TIMEOUT;
    }

    private boolean isMet(Revision before, Revision now, JsonNode sweep) {
        return switch (until) {
            case FINISHED -> sweep.path("finished").asBoolean(false);
            case LEADER_CHANGE -> !before.leader().equals(now.leader());
            case ANY_CHANGE -> !before.at().equals(now.at());
            case PROGRESS -> {
                double planned = sweep.path("totals").path("planned").asDouble(0);
                yield percent == null
                        ? now.settled() - before.settled() >= Math.max(1, Math.floor(STEP * planned))
                        : planned > 0 && now.settled() * 100.0 / planned >= percent;
            }
        };
    }

    private boolean isAtRest(JsonNode sweep) {
        if (sweep.path("finished").asBoolean(false)) {
            return true;
        }
        // Somebody may resume it, which is a change like any other.
        return until != Until.ANY_CHANGE && sweep.path("status").asString("").equals(SweepStatus.PAUSED.name())
                && sweep.path("totals").path("outstanding").asLong(0) == 0;
    }

    static JsonNode sweep(Sight sight) {
        return Json.MAPPER.readTree(String.valueOf(sight.json()));
    }
}
