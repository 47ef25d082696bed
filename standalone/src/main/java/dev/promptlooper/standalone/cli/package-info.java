/// The commands that talk to a running instance, or to a temporary one.
@NullMarked
package dev.promptlooper.standalone.cli;

import org.jspecify.annotations.NullMarked;
