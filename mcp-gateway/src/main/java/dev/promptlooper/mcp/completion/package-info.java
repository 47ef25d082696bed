/// Proposals for arguments while they are typed.
@NullMarked
package dev.promptlooper.mcp.completion;

import org.jspecify.annotations.NullMarked;
