/// Dead letters: listed, looked at, and put back where they came from. Replaying is the only thing behind the query API that writes,
/// and what it writes is a record to Kafka, never a row.
@NullMarked
package dev.promptlooper.projector.query.letters;

import org.jspecify.annotations.NullMarked;
