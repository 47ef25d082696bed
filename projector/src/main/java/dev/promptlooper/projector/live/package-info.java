/// The seam of the live feed: what changed, per channel, numbered by the projection in its own transaction.
@NullMarked
package dev.promptlooper.projector.live;

import org.jspecify.annotations.NullMarked;
