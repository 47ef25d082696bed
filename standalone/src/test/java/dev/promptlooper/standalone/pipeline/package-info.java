/// The whole way of a run, from the command line to the leaderboard, on the embedded servers.
@NullMarked
package dev.promptlooper.standalone.pipeline;

import org.jspecify.annotations.NullMarked;
