package dev.promptlooper.projector.live;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Adds the channel `system`, which is about this replica and numbered by it, to a source of all others. Looks at most once a
/// second. Thread-safe.
public final class SystemSource implements ChannelSource {

    private static final long PERIOD = Duration.ofSeconds(1).toNanos();

    private final ChannelSource others;
    private final String epoch;
    private final Supplier<Map<String, Object>> values;
    private final LongSupplier nanoTime;
    private Map<String, String> last = Map.of();
    private long seq;
    private long nextAt;

    /// @param epoch  a name that no other replica and no other start of this one has
    /// @param values what the channel shows, by key
    public SystemSource(ChannelSource others, String epoch, Supplier<Map<String, Object>> values,
            LongSupplier nanoTime) {
        this.others = others;
        this.epoch = epoch;
        this.values = values;
        this.nanoTime = nanoTime;
        this.nextAt = nanoTime.getAsLong();
    }

    @Override
    public Map<ChannelName, Position> heads(Collection<ChannelName> channels) throws SourceFailure {
        List<ChannelName> rest = channels.stream().filter(name -> !name.equals(ChannelName.SYSTEM)).toList();
        Map<ChannelName, Position> heads = new HashMap<>(rest.isEmpty() ? Map.of() : others.heads(rest));
        if (rest.size() < channels.size()) {
            heads.put(ChannelName.SYSTEM, look());
        }
        return heads;
    }

    private synchronized Position look() {
        long now = nanoTime.getAsLong();
        if (now - nextAt >= 0) {
            nextAt = now + PERIOD;
            Map<String, String> fresh = new TreeMap<>();
            values.get().forEach((key, value) -> fresh.put(key, Json.write(value)));
            if (!fresh.equals(last)) {
                last = fresh;
                seq++;
            }
        }
        return new Position(epoch, seq);
    }

    @Override
    public MapReading map(ViewKey view, @Nullable Position held, Set<String> keys) throws SourceFailure {
        if (!view.channel().equals(ChannelName.SYSTEM)) {
            return others.map(view, held, keys);
        }
        synchronized (this) {
            Position at = look();
            return new MapReading(at, last.keySet(), last, new History(at.seq(), Map.of()));
        }
    }

    @Override
    public LogReading log(ChannelName channel, @Nullable Position held, int most) throws SourceFailure {
        return others.log(channel, held, most);
    }
}
