package dev.promptlooper.producer.prompts;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import dev.promptlooper.contracts.json.Json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The difference between two versions of a prompt, message by message and line by line.
///
/// @param name     the prompt
/// @param from     older (or other) version
/// @param to       newer version
/// @param messages one entry per position that exists in either version
public record PromptDiff(String name, int from, int to, List<MessageDiff> messages) {

    /// How a message or a line fared.
    public enum Change {
        SAME, ADDED, REMOVED, CHANGED
    }

    /// @param index  0-based position
    /// @param role   role, `old → new` when it changed
    /// @param change how the message fared
    /// @param lines  its lines in reading order; a changed line is a removed one followed by an added one
    public record MessageDiff(int index, String role, Change change, List<Line> lines) {}

    /// @param change SAME, ADDED or REMOVED
    /// @param text   the line, without its line break
    public record Line(Change change, String text) {}

    static PromptDiff between(PromptVersion from, PromptVersion to) {
        List<MessageDiff> messages = new ArrayList<>();
        int count = Math.max(from.messages().size(), to.messages().size());
        for (int i = 0; i < count; i++) {
            messages.add(message(i, i < from.messages().size() ? from.messages().get(i) : Map.of(),
                    i < to.messages().size() ? to.messages().get(i) : Map.of()));
        }
        return new PromptDiff(to.name(), from.version(), to.version(), messages);
    }

    private static MessageDiff message(int index, Map<String, Object> from, Map<String, Object> to) {
        List<Line> lines = lines(text(from), text(to));
        String before = String.valueOf(from.get("role"));
        String after = String.valueOf(to.get("role"));
        if (from.isEmpty()) {
            return new MessageDiff(index, after, Change.ADDED, lines);
        }
        if (to.isEmpty()) {
            return new MessageDiff(index, before, Change.REMOVED, lines);
        }
        String role = before.equals(after) ? after : before + " → " + after;
        return new MessageDiff(index, role, from.equals(to) ? Change.SAME : Change.CHANGED, lines);
    }

    private static List<Line> lines(List<String> from, List<String> to) {
        List<Line> lines = new ArrayList<>();
        for (AbstractDelta<String> delta : DiffUtils.diff(from, to, true).getDeltas()) {
            boolean same = delta.getType() == com.github.difflib.patch.DeltaType.EQUAL;
            for (String line : delta.getSource().getLines()) {
                lines.add(new Line(same ? Change.SAME : Change.REMOVED, line));
            }
            if (!same) {
                delta.getTarget().getLines().forEach(line -> lines.add(new Line(Change.ADDED, line)));
            }
        }
        return lines;
    }

    /// The text of a message; parts and tool calls as indented JSON, so that they have lines too.
    private static List<String> text(Map<String, Object> message) {
        List<String> lines = new ArrayList<>();
        message.forEach((key, value) -> {
            if (key.equals("content") && value instanceof String content) {
                lines.addAll(content.lines().toList());
            } else if (!key.equals("role")) {
                lines.addAll((key + ": " + Json.MAPPER.writerWithDefaultPrettyPrinter()
                        .writeValueAsString(Objects.requireNonNull(value))).lines().toList());
            }
        });
        return lines;
    }
}
