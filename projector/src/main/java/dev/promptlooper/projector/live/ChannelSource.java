package dev.promptlooper.projector.live;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where views read channels: state and numbers, always from one consistent state. Implementations may block.
public interface ChannelSource {

    /// The channels' positions now; a channel that nothing has changed yet is at 0.
    ///
    /// @throws SourceFailure when it does not answer
    Map<ChannelName, Position> heads(Collection<ChannelName> channels) throws SourceFailure;

    /// Reads a map.
    ///
    /// @param view what is wanted
    /// @param held up to where the reader has it, or null when it has nothing
    /// @param keys keys that the reader has
    MapReading map(ViewKey view, @Nullable Position held, Set<String> keys) throws SourceFailure;

    /// Reads a log.
    ///
    /// @param held up to where the reader has it, or null when it has nothing
    /// @param most most entries; the newest ones are given
    LogReading log(ChannelName channel, @Nullable Position held, int most) throws SourceFailure;

    /// @param at      the state that was read
    /// @param members all keys that belong to the view
    /// @param values  JSON of the members, at least of those that the reader does not have or that changed since its position
    /// @param history what is known of the time before; only when the reader had nothing
    record MapReading(Position at, Set<String> members, Map<String, String> values, @Nullable History history) {}

    /// @param floor   from here on every change of the view is known
    /// @param changes keys that changed after the floor, with the number of their last change
    record History(long floor, Map<String, Long> changes) {}

    /// @param at      the state that was read
    /// @param entries the newest ones, in order
    record LogReading(Position at, List<Entry> entries) {}

    /// @param seq  number of the entry
    /// @param json the entry
    record Entry(long seq, String json) {}

    /// The source does not answer; asking again later may help.
    final class SourceFailure extends Exception {
        private static final long serialVersionUID = 1;

        public SourceFailure(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
