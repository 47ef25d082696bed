package dev.promptlooper.mcp.limits;

import java.util.HashMap;
import java.util.Map;

/// Counts what is open: streams of one owner, and of all. Thread-safe.
public final class OpenStreams {

    private final int perOwner;
    private final int inAll;
    private final Map<String, Integer> open = new HashMap<>();
    private int all;

    public OpenStreams(int perOwner, int inAll) {
        this.perOwner = perOwner;
        this.inAll = inAll;
    }

    /// @return whether one more may be open; then [#close] has to follow
    public synchronized boolean open(String owner) {
        int now = open.getOrDefault(owner, 0);
        if (now >= perOwner || all >= inAll) {
            return false;
        }
        open.put(owner, now + 1);
        all++;
        return true;
    }

    public synchronized void close(String owner) {
        int now = open.getOrDefault(owner, 0) - 1;
        if (now > 0) {
            open.put(owner, now);
        } else {
            open.remove(owner);
        }
        all--;
    }

    /// How many are open.
    public synchronized int count() {
        return all;
    }
}
