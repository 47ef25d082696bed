package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.producer.strategy.StrategyEvent;

import java.util.List;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/// Applies commands to a sweep that runs. What the verbs mean is written in `docs/steering.md`. Not thread-safe.
final class Commands {

    private final Story story;
    private final Flow flow;

    Commands(Story story, Flow flow) {
        this.story = story;
        this.flow = flow;
    }

    /// Applies one command, or tells why not; then lets the sweep go on.
    void apply(Sweep sweep, SweepCommand command, long now) {
        sweep.version = command.version();
        sweep.dirty = true;
        new Application(sweep, command, now).run();
        if (sweep.status.isTerminal() && sweep.outstandingRuns() > 0) {
            flow.release(sweep);
        } else if (!sweep.closed) {
            flow.openWindows(sweep);
            flow.advance(sweep, now);
        }
    }

    private final class Application {

        private final Sweep sweep;
        private final SweepCommand command;
        private final long now;

        Application(Sweep sweep, SweepCommand command, long now) {
            this.sweep = sweep;
            this.command = command;
            this.now = now;
        }

        void run() {
            if (sweep.status.isTerminal()) {
                file();
                return;
            }
            switch (command.action()) {
                case SweepCommand.Launch _ -> reject("the sweep is launched already");
                case SweepCommand.Pause _ -> pause();
                case SweepCommand.Resume _ -> resume();
                case SweepCommand.Cancel _ -> cancel();
                case SweepCommand.Prune prune -> prune(prune);
                case SweepCommand.Unprune unprune -> unprune(unprune.candidates());
                case SweepCommand.Pin pin -> pin(pin.candidates());
                case SweepCommand.Unpin unpin -> unpin(unpin.candidates());
                case SweepCommand.ChangeBudget change -> budget(change);
                case SweepCommand.ChangeConcurrency change -> concurrency(change);
                case SweepCommand.ChangePriority change -> priority(change);
                case SweepCommand.Archive _,SweepCommand.Unarchive _ -> file();
            }
        }

        private void file() {
            Filing filing = Filing.of(command.action(), sweep.status, sweep.archived);
            sweep.archived = filing.archived();
            tell(filing.kind(), filing.message());
        }

        private void pause() {
            if (sweep.status == SweepStatus.RUNNING) {
                sweep.status = SweepStatus.PAUSED;
                tell(Kind.PAUSED, "paused; " + underWay() + " will finish and count");
            } else {
                reject(switch (sweep.status) {
                    case PAUSED -> "the sweep is paused already";
                    case DRAINING -> "nothing is left to pause: everything is requested, " + underWay();
                    default -> "only a running sweep can be paused, this one is " + sweep.status;
                });
            }
        }

        private void resume() {
            if (sweep.status == SweepStatus.PAUSED) {
                sweep.status = SweepStatus.RUNNING;
                sweep.retryAt = 0;
                tell(Kind.RESUMED, "resumed");
            } else {
                reject(sweep.status == SweepStatus.BUDGET_EXHAUSTED
                        ? "the budget is used up; raise it and the sweep goes on"
                        : "only a paused sweep can be resumed, this one is " + sweep.status);
            }
        }

        private void cancel() {
            sweep.status = SweepStatus.CANCELLED;
            tell(Kind.CANCELLED, "cancelled; what is paid is kept, " + underWay() + " may still end");
            if (sweep.outstandingRuns() == 0) {
                flow.close(sweep, now);
            }
        }

        private void prune(SweepCommand.Prune prune) {
            List<Long> chosen = choose(prune.candidates(), "pruned already", index -> !sweep.isPruned(index));
            if (!chosen.isEmpty()) {
                sweep.prune(chosen);
                sweep.strategy.on(new StrategyEvent.Pruned(chosen));
                story.tell(sweep, Kind.PRUNED, command, "no new runs for " + named(chosen)
                        + (prune.reason() == null ? "" : ": " + prune.reason()), chosen, now);
            }
        }

        private void unprune(List<Long> candidates) {
            List<Long> chosen = choose(candidates, "not pruned", sweep::isPruned);
            if (!chosen.isEmpty()) {
                sweep.unprune(chosen);
                sweep.strategy.on(new StrategyEvent.Unpruned(chosen));
                runAgain();
                story.tell(sweep, Kind.UNPRUNED, command, named(chosen) + " taken back in", chosen, now);
            }
        }

        private void pin(List<Long> candidates) {
            List<Long> chosen = choose(candidates, "pinned already", index -> !sweep.pinned().contains(index));
            if (!chosen.isEmpty()) {
                sweep.pin(chosen);
                sweep.strategy.on(new StrategyEvent.Pinned(chosen));
                story.tell(sweep, Kind.PINNED, command, named(chosen) + " run first", chosen, now);
            }
        }

        private void unpin(List<Long> candidates) {
            List<Long> chosen = choose(candidates, "not pinned", index -> sweep.pinned().contains(index));
            if (!chosen.isEmpty()) {
                sweep.unpin(chosen);
                sweep.strategy.on(new StrategyEvent.Unpinned(chosen));
                story.tell(sweep, Kind.UNPINNED, command, named(chosen) + " run in their turn", chosen, now);
            }
        }

        private void budget(SweepCommand.ChangeBudget change) {
            sweep.ledger.change(change.budget());
            if (sweep.status == SweepStatus.BUDGET_EXHAUSTED) {
                sweep.status = SweepStatus.RUNNING;
            }
            sweep.lanes.values().forEach(lane -> lane.blockedByBudget = false);
            tell(Kind.BUDGET_CHANGED, change.budget().equals(Budget.UNLIMITED)
                    ? "the budget is lifted"
                    : "the budget is now " + Json.write(change.budget()));
        }

        private void concurrency(SweepCommand.ChangeConcurrency change) {
            if (change.concurrency() != null && change.concurrency() < 1) {
                reject("concurrency must be 1 or more, was " + change.concurrency());
                return;
            }
            sweep.concurrency = change.concurrency();
            tell(Kind.CONCURRENCY_CHANGED, change.concurrency() == null
                    ? "as many calls at once as the endpoints take"
                    : "at most " + change.concurrency() + " calls at once");
        }

        private void priority(SweepCommand.ChangePriority change) {
            if (change.priority() < 1 || change.priority() > 100) {
                reject("priority must be from 1 to 100, was " + change.priority());
                return;
            }
            sweep.priority = change.priority();
            tell(Kind.PRIORITY_CHANGED, "the priority is now " + change.priority());
        }

        private void runAgain() {
            if (sweep.status == SweepStatus.DRAINING) {
                sweep.status = SweepStatus.RUNNING;
            }
        }

        /// The candidates that the command changes; rejects it when one does not exist or none changes.
        private List<Long> choose(List<Long> candidates, String otherwise, LongPredicate changes) {
            for (long candidate : candidates) {
                if (!sweep.strategy.candidates().contains(candidate)) {
                    reject("there is no candidate " + candidate + " in this sweep");
                    return List.of();
                }
            }
            List<Long> chosen = new TreeSet<>(candidates).stream().filter(changes::test).toList();
            if (chosen.isEmpty()) {
                reject(candidates.isEmpty() ? "the command names no candidate" : named(candidates) + ": " + otherwise);
            }
            return chosen;
        }

        private void tell(Kind kind, String message) {
            story.tell(sweep, kind, command, message, List.of(), now);
        }

        private void reject(String reason) {
            tell(Kind.COMMAND_REJECTED, reason);
        }

        private String underWay() {
            return sweep.outstandingRuns() + " runs under way";
        }
    }

    private static String named(List<Long> candidates) {
        return candidates.size() == 1 ? "candidate " + candidates.getFirst() : candidates.size() + " candidates";
    }
}
