/// Tests of what holds for the contracts as a whole.
@NullMarked
package dev.promptlooper.contracts;

import org.jspecify.annotations.NullMarked;
