package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.strategy.SearchStrategy;
import dev.promptlooper.producer.strategy.StateEntries;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/// What the planner keeps of a sweep because it searches: the steps to be told, what answers cost, what the last verdict was.
/// For a sweep in a fixed order nothing of it is used. Durable. Not thread-safe.
final class Search {

    private static final String REVISION = "verdict/revision";
    private static final String LEADER = "verdict/leader";
    private static final String AT = "verdict/at";
    private static final String SUBJECT = "verdict/subject";
    private static final long NOBODY = -1;

    private final SearchStrategy strategy;
    private final boolean active;
    private final StateEntries entries;
    private final Trail trail;
    private final Prices prices;
    private final @Nullable Long grid;

    /// @param active  whether the sweep searches at all
    /// @param entries of the sweep
    Search(SweepDefinition definition, SearchStrategy strategy, boolean active, StateEntries entries) {
        this.strategy = strategy;
        this.active = active;
        this.entries = entries;
        this.trail = new Trail(entries, active);
        this.prices = new Prices(entries, definition.models().size());
        this.grid = active ? gridRuns(definition, strategy) : null;
    }

    private static @Nullable Long gridRuns(SweepDefinition definition, SearchStrategy strategy) {
        OptionalLong count = strategy.candidates().count();
        long perCandidate = definition.dataset().size() * definition.repeats();
        return count.isEmpty() || Math.multiplyHigh(count.getAsLong(), perCandidate) != 0
                ? null
                : Long.valueOf(count.getAsLong() * perCandidate);
    }

    boolean isActive() {
        return active;
    }

    Trail trail() {
        return trail;
    }

    /// Runs of the full grid; null for a sweep in a fixed order and where they cannot be counted.
    @Nullable
    Long grid() {
        return grid;
    }

    /// About what the full grid would cost; null while no price was seen.
    @Nullable
    Double gridUsd() {
        return grid == null ? null : prices.of(strategy.candidates().blocks(), grid);
    }

    /// An answer's price was seen. Only a search compares itself with the grid.
    void priced(long candidate, @Nullable Double usd) {
        if (active && usd != null) {
            prices.add(strategy.candidates().at(candidate).model(), usd);
        }
    }

    /// Whether the verdict that was told last was about the same.
    ///
    /// @param subject what a verdict follows from, in short
    boolean isTold(String subject) {
        byte[] told = entries.get(SUBJECT);
        return told != null && subject.equals(new String(told, StandardCharsets.UTF_8));
    }

    /// When the last verdict was told, epoch milliseconds; 0 = never.
    long toldAt() {
        return read(AT, 0);
    }

    /// A verdict is told.
    void tell(String subject, long now) {
        entries.put(SUBJECT, subject.getBytes(StandardCharsets.UTF_8));
        write(AT, now);
    }

    /// The number of the next verdict, 1 for the first.
    long nextRevision() {
        long revision = read(REVISION, 0) + 1;
        write(REVISION, revision);
        return revision;
    }

    /// Keeps who leads.
    ///
    /// @return whether that is news
    boolean leads(long candidate) {
        if (read(LEADER, NOBODY) == candidate) {
            return false;
        }
        write(LEADER, candidate);
        return true;
    }

    private long read(String key, long otherwise) {
        byte[] value = entries.get(key);
        return value == null ? otherwise : ByteBuffer.wrap(value).getLong();
    }

    private void write(String key, long value) {
        entries.put(key, ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }
}
