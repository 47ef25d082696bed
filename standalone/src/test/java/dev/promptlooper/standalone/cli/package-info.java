/// Tests of the client commands.
@NullMarked
package dev.promptlooper.standalone.cli;

import org.jspecify.annotations.NullMarked;
