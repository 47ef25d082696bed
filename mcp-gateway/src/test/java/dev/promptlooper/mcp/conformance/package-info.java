/// The official suites against this server: the fixtures they ask for, and how they are run.
@NullMarked
package dev.promptlooper.mcp.conformance;

import org.jspecify.annotations.NullMarked;
