package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.strategy.StateEntries;
import dev.promptlooper.producer.strategy.guided.model.Design;
import dev.promptlooper.producer.strategy.guided.model.Hyper;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The durable part of a guided search: tracks, learned variances, how often it was fitted, where the pool stands, whether it has
/// stopped. Written through. Not thread-safe.
final class GuidedState {

    /// Whether a result is a score that lies outside of the metric's range.
    interface Range {
        boolean isLeftBy(float result);
    }

    private static final String GLOBAL = "g";
    private static final int VERSION = 1;

    final TreeMap<Long, Track> tracks = new TreeMap<>();
    Hyper hyper;
    int fits;
    int round;
    List<Long> anchors = List.of();
    long drops;
    /// A result was replaced: what the last fit saw is not there any more.
    boolean rescored;
    /// A score has left the metric's range, even if it was replaced since.
    boolean outside;
    @Nullable
    Stop stop;

    private final StateEntries entries;
    private final int constraints;
    private final Row.Shelf shelf;

    /// @param shelf where the results are, in the same entries
    /// @param range is asked about all results that there are already
    GuidedState(StateEntries entries, Design design, int constraints, Row.Shelf shelf, Range range) {
        this.entries = entries;
        this.constraints = constraints;
        this.shelf = shelf;
        this.hyper = new Hyper(design);
        byte[] global = entries.get(GLOBAL);
        if (global != null) {
            load(global, design);
        }
        entries.scan(Track.HEADER, (key, value) -> {
            Track track = new Track(Long.parseLong(key.substring(Track.HEADER.length())), constraints, shelf);
            track.loadHeader(value);
            tracks.put(track.index, track);
        });
        float[] buffer = new float[Chunk.SIZE];
        entries.scan(Row.ENTRIES, (key, value) -> {
            int slash = key.indexOf('/', Row.ENTRIES.length());
            Track track = tracks.get(Long.parseLong(key.substring(Row.ENTRIES.length(), slash)));
            if (track != null) {
                track.recount(Integer.parseInt(key.substring(slash + 1)), value, buffer);
                for (float result : buffer) {
                    outside |= range.isLeftBy(result);
                }
            }
        });
    }

    /// The track of a candidate, made when it has none.
    Track track(long candidate) {
        return tracks.computeIfAbsent(candidate, index -> new Track(index, constraints, shelf));
    }

    SortedMap<Long, Track> tracks() {
        return tracks;
    }

    void save(Track track) {
        track.saveHeader(entries);
    }

    /// Everything was seen by a fit.
    void fitted() {
        for (Track track : tracks.values()) {
            if (track.freshCount() > 0) {
                track.fitted();
            }
        }
        fits++;
        rescored = false;
        saveGlobal();
    }

    void saveGlobal() {
        byte[] learned = hyper.bytes();
        Stop stopped = stop;
        byte[] reason = stopped == null ? new byte[0] : stopped.reason().getBytes(StandardCharsets.UTF_8);
        List<Long> finish = stopped == null ? List.of() : stopped.finish();
        ByteBuffer buffer = ByteBuffer
                .allocate(64 + 8 * anchors.size() + learned.length + 8 * finish.size() + reason.length);
        buffer.put((byte) VERSION)
                .putInt(fits)
                .putInt(round)
                .putLong(drops)
                .put((byte) ((rescored ? 1 : 0) | (outside ? 2 : 0)));
        buffer.putInt(anchors.size());
        for (long anchor : anchors) {
            buffer.putLong(anchor);
        }
        buffer.putInt(learned.length).put(learned);
        buffer.put((byte) (stopped == null ? 0 : stopped.precise() ? 2 : 1)).putInt(finish.size());
        for (long candidate : finish) {
            buffer.putLong(candidate);
        }
        buffer.putInt(reason.length).put(reason);
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        entries.put(GLOBAL, bytes);
    }

    private void load(byte[] global, Design design) {
        ByteBuffer buffer = ByteBuffer.wrap(global);
        int version = buffer.get();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "the state of the search has version " + version + ", this program reads "
                            + VERSION + "; launch the sweep again");
        }
        fits = buffer.getInt();
        round = buffer.getInt();
        drops = buffer.getLong();
        int flags = buffer.get();
        rescored = (flags & 1) != 0;
        outside = (flags & 2) != 0;
        anchors = longs(buffer);
        byte[] learned = new byte[buffer.getInt()];
        buffer.get(learned);
        hyper = new Hyper(design, learned);
        int stopped = buffer.get();
        List<Long> finish = longs(buffer);
        byte[] reason = new byte[buffer.getInt()];
        buffer.get(reason);
        if (stopped != 0) {
            stop = new Stop(new String(reason, StandardCharsets.UTF_8), finish, stopped == 2);
        }
    }

    private static List<Long> longs(ByteBuffer buffer) {
        List<Long> values = new ArrayList<>();
        for (int left = buffer.getInt(); left > 0; left--) {
            values.add(buffer.getLong());
        }
        return List.copyOf(values);
    }

    /// The search is over but for a few candidates that are evaluated to the end.
    ///
    /// @param reason  one sentence
    /// @param finish  candidates to complete
    /// @param precise because the remaining doubt does not matter; else because nothing can be learned
    record Stop(String reason, List<Long> finish, boolean precise) {

        Stop {
            finish = List.copyOf(finish);
        }
    }
}
