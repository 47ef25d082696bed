package dev.promptlooper.standalone.cli;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The verbs of steering, one picocli command each.
final class SteerCommands {

    private static final String CANDIDATES = "Candidates, by id (from the leaderboard) or index.";

    private SteerCommands() {}

    /// Start no new runs; runs under way finish and count.
    @Command(name = "pause", mixinStandardHelpOptions = true, description = "Start no new runs of a sweep; runs under way finish and count.")
    static final class PauseCommand extends SteerCommand {
        @Override
        Map<String, Object> action() {
            return Map.of("op", "pause");
        }
    }

    /// Start new runs again.
    @Command(name = "resume", mixinStandardHelpOptions = true, description = "Start new runs of a paused sweep again.")
    static final class ResumeCommand extends SteerCommand {
        @Override
        Map<String, Object> action() {
            return Map.of("op", "resume");
        }
    }

    /// End the sweep.
    @Command(name = "cancel", mixinStandardHelpOptions = true, description = "End a sweep for good; its results are kept.")
    static final class CancelCommand extends SteerCommand {
        @Override
        Map<String, Object> action() {
            return Map.of("op", "cancel");
        }
    }

    /// What the four commands about candidates share.
    abstract static class CandidatesCommand extends SteerCommand {

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "CANDIDATE", description = CANDIDATES)
        private List<String> candidates = List.of();

        Map<String, Object> about(String op) {
            Map<String, Object> action = new LinkedHashMap<>();
            action.put("op", op);
            action.put("candidates", candidates.stream().<Object>map(CandidatesCommand::reference).toList());
            return action;
        }

        // An id is 16 hexadecimal digits; an index is a shorter number.
        private static Object reference(String text) {
            return text.matches("\\d{1,15}") ? (Object) Long.valueOf(text) : text;
        }
    }

    /// No new runs for candidates.
    @Command(name = "prune", mixinStandardHelpOptions = true, description = "Start no new runs for these candidates.")
    static final class PruneCommand extends CandidatesCommand {

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the event log.")
        private @Nullable String reason;

        @Override
        Map<String, Object> action() {
            Map<String, Object> action = about("prune");
            if (reason != null) {
                action.put("reason", reason);
            }
            return action;
        }
    }

    /// Take pruned candidates back in.
    @Command(name = "unprune", mixinStandardHelpOptions = true, description = "Take pruned candidates back in.")
    static final class UnpruneCommand extends CandidatesCommand {
        @Override
        Map<String, Object> action() {
            return about("unprune");
        }
    }

    /// Run candidates first.
    @Command(name = "pin", mixinStandardHelpOptions = true, description = "Run these candidates first and never prune them automatically.")
    static final class PinCommand extends CandidatesCommand {
        @Override
        Map<String, Object> action() {
            return about("pin");
        }
    }

    /// Undo a pin.
    @Command(name = "unpin", mixinStandardHelpOptions = true, description = "Undo a pin.")
    static final class UnpinCommand extends CandidatesCommand {
        @Override
        Map<String, Object> action() {
            return about("unpin");
        }
    }

    /// Replace the budget.
    @Command(name = "budget", mixinStandardHelpOptions = true, sortOptions = false, description = "Replace a sweep's budget. What is not given is without limit; a raised budget lets a stopped sweep go on.")
    static final class BudgetCommand extends SteerCommand {

        @Option(names = "--usd", paramLabel = "N", description = "Dollars.")
        private @Nullable Double usd;

        @Option(names = "--tokens", paramLabel = "N", description = "Prompt and completion tokens.")
        private @Nullable Long tokens;

        @Option(names = "--calls", paramLabel = "N", description = "Paid calls.")
        private @Nullable Long calls;

        @Option(names = "--minutes", paramLabel = "N", description = "Minutes of running.")
        private @Nullable Double minutes;

        @Option(names = "--unlimited", description = "No limit at all.")
        private boolean unlimited;

        @Override
        Map<String, Object> action() {
            Map<String, Object> budget = new LinkedHashMap<>();
            put(budget, "usd", usd);
            put(budget, "tokens", tokens);
            put(budget, "calls", calls);
            put(budget, "minutes", minutes);
            if (budget.isEmpty() != unlimited) {
                throw new CliFailure("budget takes --usd, --tokens, --calls or --minutes, or --unlimited alone");
            }
            return Map.of("op", "budget", "budget", budget);
        }

        private static void put(Map<String, Object> budget, String key, @Nullable Number value) {
            if (value != null) {
                budget.put(key, value);
            }
        }
    }

    /// Replace the limit of calls under way.
    @Command(name = "concurrency", mixinStandardHelpOptions = true, description = "Replace the limit of a sweep's calls under way at once.")
    static final class ConcurrencyCommand extends SteerCommand {

        @Parameters(index = "1", paramLabel = "N", description = "1 or more, or `none` to lift the limit.")
        @SuppressWarnings("NullAway.Init") // picocli
        private String limit;

        @Override
        Map<String, Object> action() {
            if (limit.equals("none")) {
                return Map.of("op", "concurrency", "concurrency", Json.MAPPER.nullNode());
            }
            try {
                return Map.of("op", "concurrency", "concurrency", Integer.valueOf(limit));
            } catch (NumberFormatException e) {
                throw new CliFailure("concurrency must be a number of 1 or more, or `none`; was '" + limit + "'", e);
            }
        }
    }

    /// Replace the priority.
    @Command(name = "priority", mixinStandardHelpOptions = true, description = "Replace a sweep's priority; sweeps share the endpoints in proportion.")
    static final class PriorityCommand extends SteerCommand {

        @Parameters(index = "1", paramLabel = "N", description = "1 (low) to 100 (high).")
        private int priority;

        @Override
        Map<String, Object> action() {
            return Map.of("op", "priority", "priority", priority);
        }
    }
}
