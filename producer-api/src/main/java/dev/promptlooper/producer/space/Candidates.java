package dev.promptlooper.producer.space;

import java.util.List;
import java.util.OptionalLong;

/// The candidates of a sweep, addressed by index. Indexes are stable for a definition, grow with the order in which candidates
/// are tried (model outermost, then prompt, then parameters) and may have gaps: [#skip] walks over them. Immutable and
/// thread-safe.
public interface Candidates {

    /// Every index is below this.
    long end();

    /// Steps over an index that is no candidate.
    ///
    /// @param index from 0 to [#end()] - 1
    /// @return the index itself when it is a candidate, else the next index that may be one (up to [#end()])
    long skip(long index);

    /// The point at an index that is a candidate.
    Point at(long index);

    /// How many candidates there are; empty when only the bound [#end()] is known without listing.
    OptionalLong count();

    /// The index range of each model, ascending.
    List<Block> blocks();

    /// Whether an index is a candidate.
    default boolean contains(long index) {
        return index >= 0 && index < end() && skip(index) == index;
    }

    /// @param model position in the sweep's models
    /// @param from  first index
    /// @param to    index after the last
    record Block(int model, long from, long to) {}
}
