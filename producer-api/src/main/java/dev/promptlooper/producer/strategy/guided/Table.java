package dev.promptlooper.producer.strategy.guided;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collection;
import java.util.SortedMap;

/// The candidates that are considered at the moment, in slots, ascending by index: all of a small space, a sample of a large one
/// and everything that was tried. Immutable but for the tracks.
final class Table {

    final long[] index;
    final int[][] levels;
    final int[] model;
    private final @Nullable Track[] tracks;

    /// @param indexes ascending, distinct
    Table(long[] indexes, GuidedSpace space, SortedMap<Long, Track> known) {
        this.index = indexes;
        this.levels = new int[indexes.length][];
        this.model = new int[indexes.length];
        this.tracks = new Track[indexes.length];
        for (int slot = 0; slot < indexes.length; slot++) {
            var point = space.candidates().at(indexes[slot]);
            levels[slot] = space.levels(point);
            model[slot] = point.model();
        }
        for (Track track : known.values()) {
            set(slot(track.index), track);
        }
    }

    int size() {
        return index.length;
    }

    /// The slot of a candidate, negative when it is not considered.
    int slot(long candidate) {
        return Arrays.binarySearch(index, candidate);
    }

    @Nullable
    Track track(int slot) {
        return tracks[slot];
    }

    void set(int slot, Track track) {
        tracks[slot] = track;
    }

    int leased(int slot) {
        Track track = tracks[slot];
        return track == null ? 0 : track.leased;
    }

    boolean isDropped(int slot) {
        Track track = tracks[slot];
        return track != null && track.drop != null;
    }

    static long[] sorted(Collection<Long> indexes) {
        return indexes.stream().mapToLong(Long::longValue).sorted().distinct().toArray();
    }
}
