/// What the protocol serves: tools, resources, prompts, completions and instructions.
@NullMarked
package dev.promptlooper.mcp.registry;

import org.jspecify.annotations.NullMarked;
