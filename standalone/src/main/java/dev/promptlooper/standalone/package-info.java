/// The entry of the `promptlooper` program: the root command and how its errors are shown.
///
/// `runtime` composes all services in one JVM, `broker` and `database` bring the servers they need, `cluster` runs every
/// service as a process of its own, `cli` holds the commands that talk to a running instance.
@NullMarked
package dev.promptlooper.standalone;

import org.jspecify.annotations.NullMarked;
