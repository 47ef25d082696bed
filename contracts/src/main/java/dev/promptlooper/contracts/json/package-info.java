/// The one JSON codec of the project: Jackson 3, no type headers, unknown fields ignored, NaN refused.
@NullMarked
package dev.promptlooper.contracts.json;

import org.jspecify.annotations.NullMarked;
