package dev.promptlooper.projector.live;

import java.util.List;

/// What a subscriber wants to see of a channel. Equal wishes share one [View].
///
/// @param channel which channel
/// @param top     how many of the best or newest; 0 where a channel is shown whole
/// @param keys    further keys, sorted; empty where a channel is shown whole
public record ViewKey(ChannelName channel, int top, List<String> keys) {

    public ViewKey {
        boolean bounded = channel.kind().isBounded();
        top = bounded ? top : 0;
        keys = bounded ? keys.stream().distinct().sorted().toList() : List.of();
    }
}
