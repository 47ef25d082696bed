package dev.promptlooper.projector.live;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// The projection and its database as a small model: sweeps with candidates, marks and events, numbers, a short history.
final class ModelSource implements ChannelSource {

    private static final int HISTORY = 25;

    private record Change(long seq, Set<String> keys) {}

    private record Candidate(double score, int n, boolean pinned) {
        String json(long index) {
            return "{\"candidateIndex\":" + index + ",\"score\":" + score + ",\"n\":" + n + ",\"pinned\":" + pinned
                    + ",\"prompt\":\"p".concat("\u00e9".repeat((int) (index % 7))) + "\"}";
        }
    }

    private static final class Sweep {
        private int version;
        private final TreeMap<Long, Candidate> candidates = new TreeMap<>();
        private final TreeMap<Long, Long> windows = new TreeMap<>();
        private final TreeMap<Long, String> events = new TreeMap<>();
    }

    private final TreeMap<String, Sweep> sweeps = new TreeMap<>(Comparator.reverseOrder()); // the newest first
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<String, ArrayDeque<Change>> history = new HashMap<>();
    private int epoch = 1;
    private boolean failing;
    private int reads;

    void failing(boolean now) {
        failing = now;
    }

    boolean isFailing() {
        return failing;
    }

    /// How often a map was read whole or in part.
    int reads() {
        return reads;
    }

    /// A transaction of the projection.
    void transact(Random random) {
        Map<ChannelName, Set<String>> changed = new LinkedHashMap<>();
        if (sweeps.isEmpty() || random.nextInt(40) == 0) {
            String id = "s%03d".formatted(sweeps.size());
            sweeps.put(id, new Sweep());
            touch(changed, id);
        }
        for (int i = random.nextInt(3); i >= 0; i--) {
            String id = "s%03d".formatted(random.nextInt(Math.min(sweeps.size(), 3)));
            Sweep sweep = sweep(id);
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> candidate(sweep, id, random, changed);
                case 3 -> {
                    long window = random.nextInt(6);
                    sweep.windows.put(window, sweep.windows.getOrDefault(window, 0L) + 1);
                    mark(changed, new ChannelName(ChannelName.Kind.CELLS, id), String.valueOf(window));
                }
                case 4 -> {
                    int events = random.nextInt(12) == 0 ? 15 : 1 + random.nextInt(2);
                    for (int n = 0; n < events; n++) {
                        long seq = sweep.events.size() + 1L;
                        sweep.events.put(seq,
                                "{\"seq\":" + seq + ",\"kind\":\"PROGRESS\",\"message\":\"" + random.nextInt(1000)
                                        + "\"}");
                    }
                    numbers.put(eventsChannel(id), (long) sweep.events.size());
                    touch(changed, id);
                }
                default -> touch(changed, id);
            }
        }
        changed.forEach((channel, keys) -> {
            long seq = numbers.merge(channel.toString(), 1L, Long::sum);
            ArrayDeque<Change> log = history.computeIfAbsent(channel.toString(), name -> new ArrayDeque<>());
            log.addFirst(new Change(seq, keys));
            if (log.size() > HISTORY) {
                log.removeLast();
            }
        });
    }

    private static String eventsChannel(String id) {
        return dev.promptlooper.projector.live.Change.events(id);
    }

    private static void candidate(Sweep sweep, String id, Random random, Map<ChannelName, Set<String>> changed) {
        long index = random.nextInt(12);
        ChannelName board = new ChannelName(ChannelName.Kind.LEADERBOARD, id);
        if (random.nextInt(15) == 0) {
            if (sweep.candidates.remove(index) != null) {
                mark(changed, board, String.valueOf(index));
            }
            return;
        }
        Candidate before = sweep.candidates.getOrDefault(index, new Candidate(0, 0, false));
        sweep.candidates.put(index, new Candidate(random.nextInt(20) / 20.0, before.n() + 1,
                random.nextInt(10) == 0 != before.pinned()));
        mark(changed, board, String.valueOf(index));
    }

    private Sweep sweep(String id) {
        return Objects.requireNonNull(sweeps.get(id), id);
    }

    private void touch(Map<ChannelName, Set<String>> changed, String id) {
        sweep(id).version++;
        mark(changed, ChannelName.SWEEPS, id);
        mark(changed, new ChannelName(ChannelName.Kind.SUMMARY, id), id);
    }

    private static void mark(Map<ChannelName, Set<String>> changed, ChannelName channel, String key) {
        changed.computeIfAbsent(channel, name -> new LinkedHashSet<>()).add(key);
    }

    /// The results are built anew: same state, other numbers.
    void rebuild(Random random) {
        epoch++;
        history.clear();
        numbers.replaceAll((channel, seq) -> channel.endsWith(":events") ? seq : random.nextInt(5));
    }

    /// What a client must hold of a map in the end.
    Map<String, String> truth(ViewKey view) {
        Map<String, String> values = new TreeMap<>();
        members(view).forEach(key -> values.put(key, value(view.channel(), key)));
        return values;
    }

    /// The log, whole.
    NavigableMap<Long, String> events(String sweepId) {
        Sweep sweep = sweeps.get(sweepId);
        return sweep == null ? new TreeMap<>() : sweep.events;
    }

    private Position at(ChannelName channel) {
        return new Position("e" + epoch, numbers.getOrDefault(channel.toString(), 0L));
    }

    private Set<String> members(ViewKey view) {
        Set<String> keys = new LinkedHashSet<>();
        Sweep sweep = view.channel().kind().isOfSweep() ? sweeps.get(view.channel().sweep()) : null;
        switch (view.channel().kind()) {
            case SWEEPS -> sweeps.keySet().stream().limit(view.top()).forEach(keys::add);
            case SUMMARY -> {
                if (sweep != null) {
                    keys.add(view.channel().sweep());
                }
            }
            case CELLS -> {
                if (sweep != null) {
                    sweep.windows.keySet().forEach(window -> keys.add(String.valueOf(window)));
                }
            }
            case LEADERBOARD -> {
                if (sweep != null) {
                    sweep.candidates.entrySet()
                            .stream()
                            .sorted(Comparator
                                    .comparingDouble((Map.Entry<Long, Candidate> row) -> -row.getValue().score())
                                    .thenComparing(Map.Entry::getKey))
                            .limit(view.top())
                            .forEach(row -> keys.add(String.valueOf(row.getKey())));
                    sweep.candidates.forEach((index, row) -> {
                        if (row.pinned() || view.keys().contains(String.valueOf(index))) {
                            keys.add(String.valueOf(index));
                        }
                    });
                }
            }
            case EVENTS, SYSTEM -> throw new IllegalArgumentException(view.toString());
        }
        return keys;
    }

    private String value(ChannelName channel, String key) {
        return switch (channel.kind()) {
            case SWEEPS, SUMMARY -> "{\"sweepId\":\"" + key + "\",\"version\":" + sweep(key).version + "}";
            case CELLS -> "{\"seq\":" + sweep(channel.sweep()).windows.get(Long.valueOf(key)) + "}";
            case LEADERBOARD -> Objects.requireNonNull(sweep(channel.sweep()).candidates.get(Long.valueOf(key)))
                    .json(Long.parseLong(key));
            case EVENTS, SYSTEM -> throw new IllegalArgumentException(key);
        };
    }

    @Override
    public Map<ChannelName, Position> heads(Collection<ChannelName> channels) throws SourceFailure {
        check();
        Map<ChannelName, Position> heads = new HashMap<>();
        channels.forEach(channel -> heads.put(channel, at(channel)));
        return heads;
    }

    @Override
    public MapReading map(ViewKey view, @Nullable Position held, Set<String> keys) throws SourceFailure {
        check();
        reads++;
        Position at = at(view.channel());
        boolean fresh = held == null || !held.epoch().equals(at.epoch());
        Map<String, Long> changes = new HashMap<>();
        long floor = at.seq();
        for (Change change : history.getOrDefault(view.channel().toString(), new ArrayDeque<>())) {
            if (change.seq() == floor && (held == null || fresh || change.seq() > held.seq())) {
                floor--;
                change.keys().forEach(key -> changes.putIfAbsent(key, change.seq()));
            }
        }
        Set<String> members = members(view);
        boolean known = held != null && !fresh && floor <= held.seq();
        Map<String, String> values = new HashMap<>();
        members.stream()
                .filter(key -> !known || !keys.contains(key) || changes.containsKey(key))
                .forEach(key -> values.put(key, value(view.channel(), key)));
        boolean complete = !view.channel().kind().isBounded() || members.size() < view.top();
        return new MapReading(at, members, values,
                fresh ? complete ? new History(floor, changes) : new History(at.seq(), Map.of()) : null);
    }

    @Override
    public LogReading log(ChannelName channel, @Nullable Position held, int most) throws SourceFailure {
        check();
        Position at = at(channel);
        long after = held == null || !held.epoch().equals(at.epoch()) ? 0 : held.seq();
        NavigableMap<Long, String> events = events(channel.sweep());
        List<Entry> entries = events.tailMap(after, false)
                .entrySet()
                .stream()
                .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                .toList();
        return new LogReading(at, entries.subList(Math.max(0, entries.size() - most), entries.size()));
    }

    private void check() throws SourceFailure {
        if (failing) {
            throw new SourceFailure("the model fails", new IllegalStateException("on purpose"));
        }
    }
}
