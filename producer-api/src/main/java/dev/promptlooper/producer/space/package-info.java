/// What a sweep can try, and the requests that trying it sends.
///
/// `SweepDefinition` → [CandidateSpace] (a grid, addressed by index without ever being listed) or [SampledCandidates] (random)
/// → [Point] → `Candidate` ([CandidateFactory]) → request body and config hash per case ([RequestFactory]). [SpaceChecks] says
/// what is wrong with a definition before anything is built on it. Plain Java: no Spring, no Kafka, no clock.
@NullMarked
package dev.promptlooper.producer.space;

import org.jspecify.annotations.NullMarked;
