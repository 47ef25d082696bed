/// Tests of the query API.
@NullMarked
package dev.promptlooper.projector.live;

import org.jspecify.annotations.NullMarked;
