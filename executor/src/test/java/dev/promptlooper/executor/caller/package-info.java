@NullMarked
package dev.promptlooper.executor.caller;

import org.jspecify.annotations.NullMarked;
