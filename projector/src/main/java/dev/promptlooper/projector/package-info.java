/// The projector service: projection from Kafka into Postgres, the query API over it, and the seam of the live feed.
@NullMarked
package dev.promptlooper.projector;

import org.jspecify.annotations.NullMarked;
