/// Endpoints as the operator configured them, whether they answer now, and which models they have. Read only; keys are never
/// shown, only whether there is one.
@NullMarked
package dev.promptlooper.producer.endpoints;

import org.jspecify.annotations.NullMarked;
