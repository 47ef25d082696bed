/// Tests with real processes.
@NullMarked
package dev.promptlooper.standalone.bench;

import org.jspecify.annotations.NullMarked;
