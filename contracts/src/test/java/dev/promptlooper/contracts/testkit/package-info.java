/// Real Kafka and real PostgreSQL for the tests of every module: embedded, or in containers where an engine answers. One
/// switch decides: the system property (or environment variable) `promptlooper.testcontainers` = `auto` | `true` | `false`.
@NullMarked
package dev.promptlooper.contracts.testkit;

import org.jspecify.annotations.NullMarked;
