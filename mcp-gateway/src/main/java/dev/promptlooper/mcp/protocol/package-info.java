/// The wire: how what is in the registry reaches a client.
@NullMarked
package dev.promptlooper.mcp.protocol;

import org.jspecify.annotations.NullMarked;
