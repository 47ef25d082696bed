package dev.promptlooper.contracts.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// Topic `sweep.command`, key = sweepId. What somebody asked a sweep to do, already checked and numbered by the API.
///
/// @param schema    record version, currently 1
/// @param commandId unique id, returned to the caller and repeated in the events it causes
/// @param sweepId   the sweep
/// @param version   version of the sweep that this command creates: 1 for the launch, then +1 each
/// @param actor     who asked (user or key name), never a secret
/// @param at        epoch milliseconds
/// @param action    what to do
public record SweepCommand(int schema, String commandId, String sweepId, long version, String actor, long at,
        Action action) {

    public static final int SCHEMA = 1;

    /// What to do. The verbs mean what `docs/steering.md` writes.
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "op")
    @JsonSubTypes({@JsonSubTypes.Type(value = Launch.class, name = "launch"),
        @JsonSubTypes.Type(value = Pause.class, name = "pause"),
        @JsonSubTypes.Type(value = Resume.class, name = "resume"),
        @JsonSubTypes.Type(value = Cancel.class, name = "cancel"),
        @JsonSubTypes.Type(value = Prune.class, name = "prune"),
        @JsonSubTypes.Type(value = Unprune.class, name = "unprune"),
        @JsonSubTypes.Type(value = Pin.class, name = "pin"), @JsonSubTypes.Type(value = Unpin.class, name = "unpin"),
        @JsonSubTypes.Type(value = ChangeBudget.class, name = "budget"),
        @JsonSubTypes.Type(value = ChangeConcurrency.class, name = "concurrency"),
        @JsonSubTypes.Type(value = ChangePriority.class, name = "priority"),
        @JsonSubTypes.Type(value = Archive.class, name = "archive"),
        @JsonSubTypes.Type(value = Unarchive.class, name = "unarchive")})
    public sealed interface Action {}

    /// Start the sweep.
    public record Launch(SweepDefinition definition) implements Action {}

    /// Start no new runs; runs under way finish and count.
    public record Pause() implements Action {}

    /// Start new runs again.
    public record Resume() implements Action {}

    /// End the sweep; results that exist are kept. Terminal.
    public record Cancel() implements Action {}

    /// No new runs for these candidates (by index).
    public record Prune(List<Long> candidates, @Nullable String reason) implements Action {
        public Prune {
            candidates = List.copyOf(candidates);
        }
    }

    /// Take pruned candidates back in.
    public record Unprune(List<Long> candidates) implements Action {
        public Unprune {
            candidates = List.copyOf(candidates);
        }
    }

    /// Run these candidates first, and never prune them automatically.
    public record Pin(List<Long> candidates) implements Action {
        public Pin {
            candidates = List.copyOf(candidates);
        }
    }

    /// Undo a pin.
    public record Unpin(List<Long> candidates) implements Action {
        public Unpin {
            candidates = List.copyOf(candidates);
        }
    }

    /// Replace the budget. A limit below what is already spent stops the sweep.
    public record ChangeBudget(Budget budget) implements Action {}

    /// Replace the limit of calls under way at once; null lifts it.
    public record ChangeConcurrency(@Nullable Integer concurrency) implements Action {}

    /// Replace the priority, 1 (low) to 100 (high).
    public record ChangePriority(int priority) implements Action {}

    /// Take an ended sweep out of the lists. Nothing of it is lost.
    public record Archive() implements Action {}

    /// Show an archived sweep in the lists again.
    public record Unarchive() implements Action {}
}
