/// Tests of this package.
@NullMarked
package dev.promptlooper.projector.query.pace;

import org.jspecify.annotations.NullMarked;
