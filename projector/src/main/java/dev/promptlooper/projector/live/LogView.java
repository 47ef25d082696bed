package dev.promptlooper.projector.live;

import dev.promptlooper.projector.live.ChannelSource.Entry;
import dev.promptlooper.projector.live.ChannelSource.LogReading;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The view of a log: its newest entries, without a gap among them.
final class LogView extends View {

    /// Entries of a snapshot; older ones are read over HTTP.
    private static final int SNAPSHOT_ENTRIES = 200;

    private final LiveSettings settings;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long bytes;
    private @Nullable List<Frame> snapshot;
    private final Map<Long, List<Frame>> tails = new HashMap<>();

    LogView(ViewKey key, LiveSettings settings) {
        super(key);
        this.settings = settings;
    }

    @Override
    void refresh(ChannelSource source) throws ChannelSource.SourceFailure {
        Position held = position();
        LogReading reading = source.log(channel(), held, settings.logEntries());
        synchronized (this) {
            if (held == null || !held.epoch().equals(reading.at().epoch())) {
                entries.clear();
                bytes = 0;
            }
            for (Entry entry : reading.entries()) {
                if (!entries.isEmpty() && entry.seq() <= entries.getLast().seq()) {
                    continue;
                }
                if (!entries.isEmpty() && entry.seq() != entries.getLast().seq() + 1) {
                    // More came at once than is remembered.
                    entries.clear();
                    bytes = 0;
                }
                entries.add(entry);
                bytes += entry.json().length();
            }
            while (entries.size() > settings.logEntries() || (bytes > settings.logBytes() && entries.size() > 1)) {
                bytes -= entries.removeFirst().json().length();
            }
            snapshot = null;
            tails.clear();
            // The entries are the truth about the number: a position must not run ahead of what can be given.
            long seq = entries.isEmpty() ? reading.at().seq() : entries.getLast().seq();
            moveTo(new Position(reading.at().epoch(), seq));
        }
    }

    /// Number before the first entry that is remembered.
    private long floor() {
        return entries.isEmpty() ? at().seq() : entries.getFirst().seq() - 1;
    }

    @Override
    synchronized boolean reaches(Position since) {
        Position at = position();
        return at != null && at.epoch().equals(since.epoch()) && since.seq() >= floor();
    }

    @Override
    synchronized List<Frame> snapshot() {
        if (snapshot == null) {
            List<Entry> all = new ArrayList<>(entries);
            snapshot = FrameWriter.logSnapshot(channel(), at(),
                    all.subList(Math.max(0, all.size() - SNAPSHOT_ENTRIES), all.size()), settings.partBytes());
        }
        return snapshot;
    }

    @Override
    @Nullable
    String value(String key) {
        return null;
    }

    @Override
    @Nullable
    synchronized List<Frame> after(long seq) {
        return seq < floor() ? null : tails.computeIfAbsent(seq, this::encode);
    }

    private List<Frame> encode(long from) {
        List<Frame> frames = new ArrayList<>();
        List<Entry> part = new ArrayList<>();
        long prev = from;
        long size = 0;
        for (Entry entry : entries) {
            if (entry.seq() <= from) {
                continue;
            }
            if (!part.isEmpty() && size + entry.json().length() > settings.partBytes()) {
                frames.add(FrameWriter.log(channel(), at().epoch(), prev, part));
                prev = part.getLast().seq();
                part.clear();
                size = 0;
            }
            part.add(entry);
            size += entry.json().length();
        }
        if (!part.isEmpty()) {
            frames.add(FrameWriter.log(channel(), at().epoch(), prev, part));
        }
        return frames;
    }

    private Position at() {
        return Objects.requireNonNull(position(), "the view was not read yet");
    }
}
