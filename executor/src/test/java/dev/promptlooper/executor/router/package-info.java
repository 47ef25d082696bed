@NullMarked
package dev.promptlooper.executor.router;

import org.jspecify.annotations.NullMarked;
