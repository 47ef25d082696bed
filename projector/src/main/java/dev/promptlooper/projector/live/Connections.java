package dev.promptlooper.projector.live;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The connections of a replica: how many there may be, and what they hold. Thread-safe.
public final class Connections {

    /// What the live feed holds; all zero when nobody is there and the last views are gone.
    ///
    /// @param connections   open connections
    /// @param subscriptions channels they follow, in all
    /// @param outboxBytes   bytes that are being written or ready to be
    /// @param writers       threads that write at the moment
    /// @param views         channels that are kept current
    public record Gauges(int connections, int subscriptions, long outboxBytes, int writers, int views) {}

    private final Hub hub;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> perVisitor = new ConcurrentHashMap<>();
    private final AtomicInteger writers = new AtomicInteger();

    public Connections(Hub hub) {
        this.hub = hub;
    }

    /// Whether there are as many connections as there may be.
    public boolean isFull() {
        return open.size() >= hub.settings().maxConnections();
    }

    /// @param visitor [Admission#visitor()]
    /// @return false when they have too many connections; it is counted all the same, until [#remove]
    public boolean add(Connection connection, String visitor) {
        open.add(connection);
        return perVisitor.merge(visitor, 1, Integer::sum) <= hub.settings().maxPerUser();
    }

    /// Takes back [#add]; once per connection.
    public void remove(Connection connection, String visitor) {
        open.remove(connection);
        perVisitor.computeIfPresent(visitor, (name, count) -> count == 1 ? null : count - 1);
    }

    /// A thread began (1) or ended (-1) to write.
    public void writers(int change) {
        writers.addAndGet(change);
    }

    /// Whether anybody is here still, or being written to.
    public boolean isBusy() {
        return !open.isEmpty() || writers.get() > 0;
    }

    /// All open connections, as they are now.
    public Set<Connection> all() {
        return Set.copyOf(open);
    }

    public Gauges gauges() {
        int subscriptions = 0;
        long bytes = 0;
        for (Connection connection : open) {
            subscriptions += connection.subscriptions();
            bytes += connection.outboxBytes();
        }
        return new Gauges(open.size(), subscriptions, bytes, writers.get(), hub.views());
    }
}
