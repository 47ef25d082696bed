package dev.promptlooper.projector.live;

import dev.promptlooper.projector.live.ChannelSource.History;
import dev.promptlooper.projector.live.ChannelSource.MapReading;
import dev.promptlooper.projector.live.FrameWriter.Item;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The view of a map: the newest value per key, and at which number each key last changed or left. That is the dirty set of every
/// possible position at once.
final class MapView extends View {

    private static final int MOST_GONE = 10_000;
    private static final int MOST_SHARED = 64;

    private record Value(String json, long changedAt) {}

    private final int partBytes;
    // Both in the order of their last change, so that what is new is at the end.
    private LinkedHashMap<String, Value> values = new LinkedHashMap<>();
    private LinkedHashMap<String, Long> gone = new LinkedHashMap<>();
    private long floor;
    private @Nullable List<Frame> snapshot;
    private final Map<Long, List<Frame>> deltas = new HashMap<>();

    MapView(ViewKey key, LiveSettings settings) {
        super(key);
        this.partBytes = settings.partBytes();
    }

    @Override
    void refresh(ChannelSource source) throws ChannelSource.SourceFailure {
        Position held = position();
        Set<String> keys;
        synchronized (this) {
            keys = Set.copyOf(values.keySet());
        }
        MapReading reading = source.map(key(), held, keys);
        synchronized (this) {
            if (held == null || !held.epoch().equals(reading.at().epoch())) {
                begin(reading);
            } else if (reading.at().seq() >= held.seq()) {
                goOn(reading);
            }
        }
    }

    private void begin(MapReading reading) {
        History history = reading.history();
        if (history == null) {
            // The epoch changed between two readings; nothing is known of the new one's past.
            history = new History(reading.at().seq(), Map.of());
        }
        floor = history.floor();
        values = new LinkedHashMap<>();
        gone = new LinkedHashMap<>();
        List<Map.Entry<String, Long>> changes = new ArrayList<>(history.changes().entrySet());
        changes.sort(Map.Entry.comparingByValue(Comparator.naturalOrder()));
        Map<String, Long> changed = history.changes();
        long old = floor;
        reading.members().forEach(member -> {
            if (!changed.containsKey(member)) {
                values.put(member, new Value(value(reading, member), old));
            }
        });
        for (Map.Entry<String, Long> change : changes) {
            if (reading.members().contains(change.getKey())) {
                values.put(change.getKey(), new Value(value(reading, change.getKey()), change.getValue()));
            } else {
                gone.put(change.getKey(), change.getValue());
            }
        }
        moved(reading.at());
    }

    private void goOn(MapReading reading) {
        long seq = reading.at().seq();
        List<String> left = values.keySet().stream().filter(key -> !reading.members().contains(key)).toList();
        for (String key : left) {
            values.remove(key);
            gone.put(key, seq);
        }
        for (String key : reading.members()) {
            String json = reading.values().get(key);
            Value held = values.get(key);
            if (json != null && (held == null || !held.json().equals(json))) {
                values.remove(key);
                values.put(key, new Value(json, seq));
                gone.remove(key);
            }
        }
        while (gone.size() > MOST_GONE) {
            floor = Math.max(floor, Objects.requireNonNull(gone.pollFirstEntry()).getValue());
        }
        moved(reading.at());
    }

    private static String value(MapReading reading, String key) {
        return Objects.requireNonNull(reading.values().get(key), () -> "the source gave no value for " + key);
    }

    private void moved(Position at) {
        snapshot = null;
        deltas.clear();
        moveTo(at);
    }

    @Override
    synchronized boolean reaches(Position since) {
        Position at = position();
        return at != null && at.epoch().equals(since.epoch()) && since.seq() >= floor;
    }

    @Override
    synchronized List<Frame> snapshot() {
        if (snapshot == null) {
            List<Item> items = new ArrayList<>();
            values.forEach((key, value) -> items.add(new Item(key, value.json())));
            snapshot = FrameWriter.mapSnapshot(channel(), at(), items, partBytes);
        }
        return snapshot;
    }

    @Override
    @Nullable
    synchronized String value(String key) {
        Value value = values.get(key);
        return value == null ? null : value.json();
    }

    @Override
    @Nullable
    synchronized List<Frame> after(long seq) {
        if (seq < floor) {
            return null;
        }
        List<Frame> shared = deltas.get(seq);
        if (shared == null) {
            shared = encode(seq);
            if (deltas.size() < MOST_SHARED) {
                deltas.put(seq, shared);
            }
        }
        return shared;
    }

    /// One frame, or several where it would become large: split between numbers, so that each is complete up to its own.
    private List<Frame> encode(long from) {
        record Step(long seq, String key, @Nullable String json) {}
        List<Step> steps = new ArrayList<>();
        for (Map.Entry<String, Value> entry : values.sequencedEntrySet().reversed()) {
            if (entry.getValue().changedAt() <= from) {
                break;
            }
            steps.add(new Step(entry.getValue().changedAt(), entry.getKey(), entry.getValue().json()));
        }
        for (Map.Entry<String, Long> entry : gone.sequencedEntrySet().reversed()) {
            if (entry.getValue() <= from) {
                break;
            }
            steps.add(new Step(entry.getValue(), entry.getKey(), null));
        }
        steps.sort(Comparator.comparingLong(Step::seq).thenComparing(Step::key));
        List<Frame> frames = new ArrayList<>();
        List<Item> set = new ArrayList<>();
        List<String> deleted = new ArrayList<>();
        long prev = from;
        long size = 0;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step.json() == null) {
                deleted.add(step.key());
            } else {
                set.add(new Item(step.key(), step.json()));
                size += step.json().length();
            }
            if (size > partBytes && i + 1 < steps.size() && steps.get(i + 1).seq() > step.seq()) {
                frames.add(FrameWriter.delta(channel(), at().epoch(), prev, step.seq(), set, deleted));
                prev = step.seq();
                set.clear();
                deleted.clear();
                size = 0;
            }
        }
        frames.add(FrameWriter.delta(channel(), at().epoch(), prev, at().seq(), set, deleted));
        return frames;
    }

    private Position at() {
        return Objects.requireNonNull(position(), "the view was not read yet");
    }
}
