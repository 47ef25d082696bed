/// What tells clients that something has changed, in both eras.
@NullMarked
package dev.promptlooper.mcp.subscription;

import org.jspecify.annotations.NullMarked;
