/// Sockets, threads and HTTP of the live feed. [LiveLoop] keeps the views current and looks after the connections;
/// [UpgradeHandler] decides about upgrades, [LiveSocketHandler] turns each into a [LiveSocket] with a writing thread of its own;
/// [PollController] is the other transport.
@NullMarked
package dev.promptlooper.projector.gateway;

import org.jspecify.annotations.NullMarked;
