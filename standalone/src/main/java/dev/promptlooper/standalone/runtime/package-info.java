/// All services in one JVM.
///
/// `UpCommand` (or any other command) fills a [dev.promptlooper.standalone.runtime.StandaloneOptions];
/// [dev.promptlooper.standalone.runtime.StandaloneInstance] locks the `DataDirectory`, checks the `Ports`, starts broker and
/// PostgreSQL side by side, then the Spring context of `StandaloneConfiguration` with every module, then the MCP gateway. It
/// writes the [dev.promptlooper.standalone.runtime.InstanceFile] by which other commands find it, and stops in reverse order.
@NullMarked
package dev.promptlooper.standalone.runtime;

import org.jspecify.annotations.NullMarked;
