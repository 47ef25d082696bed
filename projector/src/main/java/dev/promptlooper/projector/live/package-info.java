/// The live feed, without sockets, threads and database: `docs/live-feed.md` is the protocol.
///
/// The projection numbers what it changes ([Change]) in its own transaction and rings a bell ([ChangeFeed]). The [Hub] keeps a
/// [View] per channel that somebody follows equal to the [ChannelSource]. A [Connection] is a client's side of the protocol: a
/// [Subscription] per channel, which is a position in a view and what was sent and not acked. [Poller] answers the other
/// transport from the same views with the same frames ([FrameWriter]). [Connections] counts. Owners bring sockets and threads.
@NullMarked
package dev.promptlooper.projector.live;

import org.jspecify.annotations.NullMarked;
