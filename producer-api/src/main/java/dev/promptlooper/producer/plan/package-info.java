/// What a sweep would do, before it is launched: candidates, runs, known answers, tokens, dollars, time, and what stands in
/// its way. [SampledEstimator] renders the requests of a [RunSample] and adds them up in [Figures].
@NullMarked
package dev.promptlooper.producer.plan;

import org.jspecify.annotations.NullMarked;
