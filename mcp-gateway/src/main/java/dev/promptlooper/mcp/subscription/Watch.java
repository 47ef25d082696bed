package dev.promptlooper.mcp.subscription;

import dev.promptlooper.contracts.access.Grace;
import dev.promptlooper.mcp.access.Visitor;
import dev.promptlooper.mcp.protocol.ListChanges.Kind;
import dev.promptlooper.mcp.protocol.Offer;
import dev.promptlooper.mcp.resource.UnknownResource;
import dev.promptlooper.mcp.rest.Caller;
import dev.promptlooper.mcp.rest.RestFailure;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Looks once a second whether what one client has subscribed to is still what it was, and tells its [Feed].
///
/// A resource that changes ten times within a second is told of once; whoever reads slowly holds up only this watch. What
/// waits for the client is at most one notice of each list. [#run] belongs to one (virtual) thread, everything else may be
/// called from any.
public final class Watch {

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final long CHECK_EVERY = Duration.ofSeconds(2).toNanos();
    private static final String GONE = "gone";

    private sealed interface Signal {}

    private record Changed(Kind kind) implements Signal {}

    private record Stop() implements Signal {}

    private final Offer offer;
    private final Visitor visitor;
    private final Caller caller;
    private final Set<String> uris;
    private final Set<Kind> kinds;
    private final long idleAfter;
    private final LongSupplier nanos;
    private final Grace grace;
    private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(16);
    private final Map<String, String> revisions = new HashMap<>();
    private boolean marked;
    private volatile boolean stopped;

    /// @param uris  what is subscribed to; may change while it runs, then it has to be safe for that
    /// @param kinds lists whose changes are told
    /// @param idle  after how long without a word the feed is asked to give a sign of life
    /// @param nanos a clock that only grows, in nanoseconds
    public Watch(Offer offer, Visitor visitor, String client, Set<String> uris, Set<Kind> kinds, Duration idle,
            LongSupplier nanos) {
        this.grace = new Grace(Grace.DEFAULT, nanos);
        this.offer = offer;
        this.visitor = visitor;
        this.caller = visitor.as(client);
        this.uris = uris;
        this.kinds = kinds;
        this.idleAfter = idle.toNanos();
        this.nanos = nanos;
    }

    /// What is there now is what the client knows. [#run] begins with it, unless the thread that runs it has done it before, so
    /// that whatever changes once the client was told that it listens is heard.
    public void mark() throws IOException {
        marked = true;
        look(ignored -> {});
    }

    /// Returns when it was stopped, the credential does not count any more, or nobody could tell that for longer than [Grace].
    ///
    /// @throws IOException when the client is gone
    public void run(Feed feed) throws IOException, InterruptedException {
        Runnable deaf = offer.changes().listen(this::heard);
        try {
            watch(feed);
        } finally {
            deaf.run();
        }
    }

    private void watch(Feed feed) throws IOException, InterruptedException {
        if (!marked) {
            mark();
        }
        long spoke = nanos.getAsLong();
        long checked = spoke;
        while (!stopped) {
            Signal signal = signals.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
            boolean spoken = signal == null ? look(feed::updated) : tell(signal, feed);
            long now = nanos.getAsLong();
            if (now - checked >= CHECK_EVERY) {
                if (!grace.mayStay(visitor.standing())) {
                    return;
                }
                checked = now;
            }
            if (spoken) {
                spoke = now;
            } else if (now - spoke >= idleAfter) {
                feed.idle();
                spoke = now;
            }
        }
    }

    private static boolean tell(Signal signal, Feed feed) throws IOException {
        if (signal instanceof Changed(Kind kind)) {
            feed.changed(kind);
            return true;
        }
        return false;
    }

    /// What is done with a resource that has changed.
    @FunctionalInterface
    private interface Notice {
        void of(String uri) throws IOException;
    }

    private boolean look(Notice notice) throws IOException {
        boolean any = false;
        for (String uri : Set.copyOf(uris)) {
            String now = revision(uri);
            String before = now.isEmpty() ? now : revisions.put(uri, now);
            if (before != null && !before.equals(now)) {
                notice.of(uri);
                any = true;
            }
        }
        revisions.keySet().retainAll(uris);
        return any;
    }

    /// @return empty where it cannot be told now
    private String revision(String uri) {
        try {
            return offer.revision(uri, caller);
        } catch (UnknownResource e) {
            return GONE;
        } catch (RestFailure e) {
            return "";
        }
    }

    private void heard(Kind kind) {
        if (kinds.contains(kind) && !signals.contains(new Changed(kind))) {
            signals.offer(new Changed(kind));
        }
    }

    /// Ends [#run] soon.
    public void stop() {
        stopped = true;
        signals.offer(new Stop());
    }
}
