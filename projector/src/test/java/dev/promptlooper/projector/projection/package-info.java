/// Tests of the projection.
@NullMarked
package dev.promptlooper.projector.projection;

import org.jspecify.annotations.NullMarked;
