/// How much an endpoint may be asked at once and how fast: adaptive concurrency, requests and tokens per minute, the waits that
/// the endpoint itself asks for, back-off between attempts and a circuit breaker.
///
/// Plain Java; the clock is injected. [dev.promptlooper.executor.limits.EndpointLimiter] puts the parts together: every attempt,
/// retries included, takes a permit there and gives it back with what it saw.
@NullMarked
package dev.promptlooper.executor.limits;

import org.jspecify.annotations.NullMarked;
