@NullMarked
package dev.promptlooper.executor.limits;

import org.jspecify.annotations.NullMarked;
