/// How often, how many at once, and how long one caller may keep this server busy.
@NullMarked
package dev.promptlooper.mcp.limits;

import org.jspecify.annotations.NullMarked;
