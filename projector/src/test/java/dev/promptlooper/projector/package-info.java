/// What the tests of this module share.
@NullMarked
package dev.promptlooper.projector;

import org.jspecify.annotations.NullMarked;
