/// Tests of the query API.
@NullMarked
package dev.promptlooper.projector.query;

import org.jspecify.annotations.NullMarked;
