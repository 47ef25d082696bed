package dev.promptlooper.mcp.protocol;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Tells listeners that a list of the offer is not what it was. Thread-safe; listeners must not block.
public final class ListChanges {

    /// Which list.
    public enum Kind {
        TOOLS, PROMPTS, RESOURCES;

        /// Member of a filter, and of an acknowledgement: `toolsListChanged`.
        public String filter() {
            return word() + "ListChanged";
        }

        /// `notifications/tools/list_changed`.
        public String method() {
            return "notifications/" + word() + "/list_changed";
        }

        private String word() {
            return switch (this) {
                case TOOLS -> "tools";
                case PROMPTS -> "prompts";
                case RESOURCES -> "resources";
            };
        }
    }

    private final List<Consumer<Kind>> listeners = new CopyOnWriteArrayList<>();

    /// @return closes the ear
    public Runnable listen(Consumer<Kind> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    public void announce(Kind kind) {
        listeners.forEach(listener -> listener.accept(kind));
    }
}
