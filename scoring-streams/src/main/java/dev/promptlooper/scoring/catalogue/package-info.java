/// Which scorers there are, and what one says of an answer: the only part of scoring that speaks HTTP. It answers here because only
/// this service has the scorers, plug-ins among them. `docs/openapi/scorers.yaml` is the contract.
@NullMarked
package dev.promptlooper.scoring.catalogue;

import org.jspecify.annotations.NullMarked;
