/// Conversations that people start from a menu of their client.
@NullMarked
package dev.promptlooper.mcp.prompt;

import org.jspecify.annotations.NullMarked;
