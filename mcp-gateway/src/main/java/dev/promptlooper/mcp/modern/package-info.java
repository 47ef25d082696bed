/// The protocol of 2026-07-28: no sessions, every request says all about itself. Ours until the SDK has it; then this package
/// goes, and nothing else does.
@NullMarked
package dev.promptlooper.mcp.modern;

import org.jspecify.annotations.NullMarked;
