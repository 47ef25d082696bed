package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.strategy.StateEntries;
import dev.promptlooper.producer.strategy.guided.Residency.Place;
import dev.promptlooper.producer.strategy.guided.model.CaseEffects;

import java.util.Arrays;

/// The results of one candidate by position of the walk. What is true lies in entries of 64 positions each; the row is in the heap
/// only while the search's [Residency] holds it. A result is in its entry before anything else happens. Not thread-safe.
final class Row {

    static final String ENTRIES = "c/";
    private static final int SMALLEST = 16;

    private final long index;
    private final Shelf shelf;
    private final Place place = new Place();

    Row(long index, Shelf shelf) {
        this.index = index;
        this.shelf = shelf;
    }

    /// What all rows of a search share.
    ///
    /// @param longest positions of the walk
    record Shelf(StateEntries entries, Residency residency, int longest) {}

    /// One position more is asked for.
    ///
    /// @param length positions before it
    void extend(int length) {
        Residency residency = shelf.residency();
        float[] held = residency.look(place);
        if (length == 0 && residency.hasRoom(SMALLEST)) {
            residency.hold(place, pending(SMALLEST));
        } else if (held != null && held.length == length) {
            residency.hold(place, grown(held));
        }
    }

    private float[] grown(float[] full) {
        // No more than the walk is long, for that is what most rows of a small sweep end with.
        float[] more = Arrays.copyOf(full,
                Math.max(full.length + 1, (int) Math.min(shelf.longest(), 2L * full.length)));
        Arrays.fill(more, full.length, more.length, CaseEffects.PENDING);
        return more;
    }

    /// One result, see [CaseEffects].
    float at(int position) {
        return part(position, position + 1).at(position);
    }

    /// Writes a result.
    ///
    /// @param unseen positions of the same chunk that no fit has seen, this one perhaps among them
    void set(int position, float value, long unseen) {
        int chunk = position / Chunk.SIZE;
        float[] held = shelf.residency().use(place);
        if (held == null) {
            float[] cells = chunk(chunk);
            cells[position % Chunk.SIZE] = value;
            shelf.entries().put(key(chunk), Chunk.write(cells, 0, unseen));
        } else {
            held[position] = value;
            shelf.entries().put(key(chunk), Chunk.write(held, chunk * Chunk.SIZE, unseen));
        }
    }

    /// A fit has seen all results of a chunk.
    void seen(int chunk) {
        float[] held = shelf.residency().look(place);
        shelf.entries()
                .put(key(chunk), held == null
                        ? Chunk.write(chunk(chunk), 0, 0)
                        : Chunk.write(held, chunk * Chunk.SIZE, 0));
    }

    /// All results, not to be changed, for somebody who will soon want them again: they stay in the heap if there can be room.
    float[] all(int length) {
        float[] held = shelf.residency().use(place);
        if (held != null) {
            return held;
        }
        float[] cells = load(length);
        shelf.residency().hold(place, cells);
        return cells;
    }

    /// All results, not to be changed, for somebody who looks at every row in turn: nobody is sent out of the heap for that.
    float[] scan(int length) {
        float[] held = shelf.residency().look(place);
        if (held != null) {
            return held;
        }
        float[] cells = load(length);
        if (shelf.residency().hasRoom(cells.length)) {
            shelf.residency().hold(place, cells);
        }
        return cells;
    }

    /// Some results, for somebody who looks at every row in turn.
    ///
    /// @param to behind the last position
    Part part(int from, int to) {
        float[] held = shelf.residency().look(place);
        if (held != null) {
            return new Part(held, 0);
        }
        int first = from / Chunk.SIZE * Chunk.SIZE;
        float[] cells = pending(to - first);
        read(cells, first);
        return new Part(cells, first);
    }

    private float[] load(int length) {
        float[] cells = pending(Math.max(SMALLEST, length));
        read(cells, 0);
        return cells;
    }

    private float[] chunk(int chunk) {
        float[] cells = pending(Chunk.SIZE);
        read(cells, chunk * Chunk.SIZE);
        return cells;
    }

    /// @param first position of the first cell, the first one of a chunk
    private void read(float[] into, int first) {
        for (int at = 0; at < into.length; at += Chunk.SIZE) {
            byte[] bytes = shelf.entries().get(key((first + at) / Chunk.SIZE));
            if (bytes != null) {
                Chunk.read(bytes, into, at);
            }
        }
    }

    private static float[] pending(int length) {
        float[] cells = new float[length];
        Arrays.fill(cells, CaseEffects.PENDING);
        return cells;
    }

    private String key(int chunk) {
        return ENTRIES + index + "/" + chunk;
    }

    /// Some results of a row.
    ///
    /// @param first position of the first cell
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Part(float[] cells, int first) {

        float at(int position) {
            return cells[position - first];
        }
    }
}
