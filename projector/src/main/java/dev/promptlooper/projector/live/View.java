package dev.promptlooper.projector.live;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// What a replica knows of a channel that somebody follows: the newest state, and enough of its history that a follower at an
/// earlier position can be brought forward. A follower is nothing but a position, so a slow one costs nothing here.
///
/// Read by many threads, refreshed by one. Encoded frames are shared by all followers at the same position.
abstract sealed class View permits MapView, LogView {

    private final ViewKey key;
    private final Set<Runnable> followers = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Position position;
    private final AtomicLong checks = new AtomicLong();
    private int users; // guarded by the hub
    private long idleSince; // guarded by the hub

    View(ViewKey key) {
        this.key = key;
    }

    static View of(ViewKey key, LiveSettings settings) {
        return key.channel().kind().isLog() ? new LogView(key, settings) : new MapView(key, settings);
    }

    ViewKey key() {
        return key;
    }

    ChannelName channel() {
        return key.channel();
    }

    /// Where the view stands; null until it was read for the first time.
    @Nullable
    Position position() {
        return position;
    }

    /// How often it was found, or made, equal to the source.
    long checks() {
        return checks.get();
    }

    /// Reads what is new. Called by the refreshing thread only; blocks.
    abstract void refresh(ChannelSource source) throws ChannelSource.SourceFailure;

    /// Whether a follower there can be brought forward without a snapshot.
    abstract boolean reaches(Position since);

    /// The whole state.
    abstract List<Frame> snapshot();

    /// The value of a key; null when it is not there, and always on a log.
    abstract @Nullable String value(String key);

    /// What came after a position of the present epoch, in one or more frames.
    ///
    /// @return null when the history does not reach back so far
    abstract @Nullable List<Frame> after(long seq);

    /// To be called inside of the lock under which the state changes.
    void moveTo(Position next) {
        position = next;
    }

    void checked() {
        checks.incrementAndGet();
    }

    /// Has the follower told of changes; it must return at once.
    void follow(Runnable follower) {
        followers.add(follower);
    }

    void leave(Runnable follower) {
        followers.remove(follower);
    }

    void tellFollowers() {
        followers.forEach(Runnable::run);
    }

    void use() {
        users++;
    }

    void unuse(long now) {
        users--;
        idleSince = now;
    }

    boolean isIdle(long now, long nanos) {
        return users == 0 && now - idleSince >= nanos;
    }
}
