/// The database all services share: how to reach it, and the store of answers that are too large for a record.
///
/// Each module owns a schema: `catalog` and `access` (producer-api), `results` (projector, disposable), `bodies` (executor).
@NullMarked
package dev.promptlooper.contracts.database;

import org.jspecify.annotations.NullMarked;
