/// Benchmarks of the whole program: the endpoint and the instance are processes of their own, driven over REST, as a user
/// would; the tables go into `docs/benchmarks.md`.
@NullMarked
package dev.promptlooper.standalone.bench;

import org.jspecify.annotations.NullMarked;
