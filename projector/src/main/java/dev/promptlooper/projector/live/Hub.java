package dev.promptlooper.projector.live;

import dev.promptlooper.projector.live.ChannelSource.SourceFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// The views of a replica, and how they are kept current. [#refresh()] belongs to one thread, everything else is thread-safe and
/// does not block.
public final class Hub {

    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    // About a quarter of a processor, for each.
    private static final int TURNS_PER_PROCESSOR = 6_000;
    private static final int TURNS_AT_ONCE = 256;

    private final ChannelSource source;
    private final LiveSettings settings;
    private final LongSupplier nanoTime;
    private final Turnstile turnstile;
    private final Map<ViewKey, View> views = new ConcurrentHashMap<>();
    private volatile long currentAt;
    private volatile Runnable bell = () -> {};
    private volatile @Nullable String problem;

    /// @param nanoTime a clock that only goes forward, nanoseconds
    public Hub(ChannelSource source, LiveSettings settings, LongSupplier nanoTime) {
        this.source = source;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.currentAt = nanoTime.getAsLong();
        this.turnstile = new Turnstile(TURNS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(), TURNS_AT_ONCE,
                currentAt);
    }

    /// Has `bell` called when [#refresh()] has something to do; it must return at once.
    public void onWork(Runnable bell) {
        this.bell = bell;
    }

    LiveSettings settings() {
        return settings;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /// In which order connections write.
    Turnstile turnstile() {
        return turnstile;
    }

    /// The view for a wish; to be given back with [#release(View)].
    ///
    /// @return null when there are too many views already
    @Nullable
    View acquire(ViewKey key) {
        View view = views.compute(key, (wanted, present) -> {
            View found = present;
            if (found == null && views.size() < settings.maxViews()) {
                found = View.of(wanted, settings);
            }
            if (found != null) {
                found.use();
            }
            return found;
        });
        if (view != null && view.position() == null) {
            bell.run();
        }
        return view;
    }

    void release(View view) {
        long now = nanoTime.getAsLong();
        views.computeIfPresent(view.key(), (key, present) -> {
            present.unuse(now);
            return present;
        });
    }

    /// Brings all views to the state of the source, and drops those that nobody follows any more. Blocks while the source is
    /// read.
    public void refresh() {
        long now = nanoTime.getAsLong();
        List<View> all = List.copyOf(views.values());
        if (all.isEmpty()) {
            currentAt = now;
            return;
        }
        try {
            Set<ChannelName> channels = all.stream().map(View::channel).collect(Collectors.toSet());
            Map<ChannelName, Position> heads = source.heads(channels);
            for (View view : all) {
                refresh(view, heads.get(view.channel()));
            }
            currentAt = now;
            problem = null;
        } catch (SourceFailure e) {
            problem = e.getMessage();
        }
        drop(now);
    }

    private void refresh(View view, @Nullable Position head) throws SourceFailure {
        Position before = view.position();
        boolean current = before != null && head != null && before.epoch().equals(head.epoch())
                && before.seq() >= head.seq();
        if (!current) {
            try {
                view.refresh(source);
            } catch (RuntimeException e) {
                // One channel that cannot be read must not hold up the others.
                LOG.error("channel {} of the live feed cannot be read", view.channel(), e);
                return;
            }
        }
        view.checked();
        if (!java.util.Objects.equals(before, view.position())) {
            view.tellFollowers();
        }
    }

    private void drop(long now) {
        long linger = settings.linger().toNanos();
        views.keySet()
                .forEach(key -> views.computeIfPresent(key, (same, view) -> view.isIdle(now, linger) ? null : view));
    }

    /// Whether anybody follows anything, so that it makes sense to look.
    public boolean isWatched() {
        return !views.isEmpty();
    }

    /// Milliseconds since it was last certain that all views are current.
    public long lagMillis() {
        return Math.max(0, (nanoTime.getAsLong() - currentAt) / 1_000_000);
    }

    /// Why the views stand still, in words; null while they do not.
    public @Nullable String problem() {
        return problem;
    }

    /// Number of views.
    public int views() {
        return views.size();
    }
}
