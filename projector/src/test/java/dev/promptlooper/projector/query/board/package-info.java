/// Tests of this package.
@NullMarked
package dev.promptlooper.projector.query.board;

import org.jspecify.annotations.NullMarked;
