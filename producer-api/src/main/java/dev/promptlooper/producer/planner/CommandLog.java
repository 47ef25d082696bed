package dev.promptlooper.producer.planner;

import dev.promptlooper.producer.strategy.StateEntries;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The ids of the last commands of a sweep: a command that was sent twice under two versions is still one command.
final class CommandLog {

    private static final int KEPT = 32;
    private static final String KEY = "commands";

    private final StateEntries entries;

    CommandLog(StateEntries entries) {
        this.entries = entries;
    }

    boolean contains(String commandId) {
        return ids().contains(commandId);
    }

    void add(String commandId) {
        List<String> ids = new ArrayList<>(ids());
        ids.add(commandId);
        List<String> kept = ids.subList(Math.max(0, ids.size() - KEPT), ids.size());
        entries.put(KEY, String.join("\n", kept).getBytes(StandardCharsets.UTF_8));
    }

    private List<String> ids() {
        byte[] saved = entries.get(KEY);
        return saved == null ? List.of() : List.of(new String(saved, StandardCharsets.UTF_8).split("\n"));
    }
}
