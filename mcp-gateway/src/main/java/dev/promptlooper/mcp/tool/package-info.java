/// The tools that agents see. A tool is one REST operation with a schema, hints, and errors that teach.
@NullMarked
package dev.promptlooper.mcp.tool;

import org.jspecify.annotations.NullMarked;
