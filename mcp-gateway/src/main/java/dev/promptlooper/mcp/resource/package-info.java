/// What agents can read by URI, and whether it has changed.
@NullMarked
package dev.promptlooper.mcp.resource;

import org.jspecify.annotations.NullMarked;
