/// The client side of the command line: commands that talk to a running instance over REST (or start a temporary one), the
/// fake endpoint, the demo and the benchmarks.
///
/// ```
/// picocli command ─► Target (which instance) ─► Api (REST, problem documents as one teaching line)
///        │                                        ▲
///        └─► SweepFile (YAML with its files) ─────┘ ─► Watch (progress) ─► Table, Output (leaderboard, files, exit code)
/// ```
@NullMarked
package dev.promptlooper.standalone.cli;

import org.jspecify.annotations.NullMarked;
