/// What every route of this module has in common: JSON bodies that are read with a size limit and teaching errors, RFC 9457
/// problem documents, and the actor on whose behalf a request is made.
///
/// A controller takes the body as a stream and gives it to [JsonBodies]; whatever is wrong leaves as a [Problem], which
/// `ProblemAdvice` turns into `application/problem+json`.
@NullMarked
package dev.promptlooper.producer.web;

import org.jspecify.annotations.NullMarked;
