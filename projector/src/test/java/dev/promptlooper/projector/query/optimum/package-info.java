/// Tests of this package.
@NullMarked
package dev.promptlooper.projector.query.optimum;

import org.jspecify.annotations.NullMarked;
