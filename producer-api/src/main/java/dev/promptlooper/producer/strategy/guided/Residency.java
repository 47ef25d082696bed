package dev.promptlooper.producer.strategy.guided;

import org.jspecify.annotations.Nullable;

/// Which candidates' results are in the heap: as many as a budget allows, those that were used last. Results are written through to
/// the entries of the search before anybody can ask for room, so that letting go of them loses nothing.
///
/// After every call at most `budget` results are held. Whoever was handed an array may go on reading it when it has been let go.
/// Not thread-safe.
final class Residency {

    private final long budget;
    private long held;
    // A ring: the place that was used last is the older neighbour of the ends, the one that was not used for longest the newer one.
    private final Place ends = new Place();

    /// @param budget results, 0 or more
    Residency(long budget) {
        if (budget < 0) {
            throw new IllegalArgumentException("a search holds 0 results or more in memory, was " + budget);
        }
        this.budget = budget;
    }

    /// Results that may be held.
    long budget() {
        return budget;
    }

    /// Results held now.
    long held() {
        return held;
    }

    /// What is held for a place, or null. Does not count as use: whoever reads everything in turn would otherwise push out just
    /// what he comes to next.
    float @Nullable [] look(Place place) {
        return place.cells;
    }

    /// What is held for a place, or null; counts as use.
    float @Nullable [] use(Place place) {
        float[] cells = place.cells;
        if (cells != null) {
            place.unlink();
            place.link(ends);
        }
        return cells;
    }

    /// Whether so many results more can be held without letting go of any.
    boolean hasRoom(int results) {
        return held + results <= budget;
    }

    /// Holds results for a place instead of what was held for it, and lets go of what was used least recently until there is room.
    /// More than the whole budget is not held at all.
    void hold(Place place, float[] cells) {
        release(place);
        if (cells.length > budget) {
            return;
        }
        place.cells = cells;
        place.link(ends);
        held += cells.length;
        while (held > budget) {
            release(ends.newer);
        }
    }

    private void release(Place place) {
        float[] cells = place.cells;
        if (cells != null) {
            held -= cells.length;
            place.cells = null;
            place.unlink();
        }
    }

    /// Where the results of one candidate are held, when they are.
    static final class Place {

        private float @Nullable [] cells;
        private Place newer = this;
        private Place older = this;

        /// Becomes the one that was used last.
        private void link(Place ends) {
            newer = ends;
            older = ends.older;
            older.newer = this;
            ends.older = this;
        }

        private void unlink() {
            newer.older = older;
            older.newer = newer;
            newer = this;
            older = this;
        }
    }
}
