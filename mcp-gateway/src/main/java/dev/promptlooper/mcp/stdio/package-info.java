/// A thin bridge for clients that only start programs: lines of JSON-RPC on one side, the gateway on the other.
@NullMarked
package dev.promptlooper.mcp.stdio;

import org.jspecify.annotations.NullMarked;
