/// Tests of the executor as a whole, and what its tests share.
@NullMarked
package dev.promptlooper.executor;

import org.jspecify.annotations.NullMarked;
