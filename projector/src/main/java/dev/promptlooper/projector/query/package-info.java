/// The query API: reads the `results` schema, never writes it. Lists are keyset pages with opaque cursors; a database that does
/// not answer, or a schema that is being rebuilt, is a 503 with `Retry-After`.
@NullMarked
package dev.promptlooper.projector.query;

import org.jspecify.annotations.NullMarked;
