/// The scorers that come with PromptLooper; `docs/scorers.md` is their catalogue.
///
/// All are deterministic. Except for `json-schema` the work of each is bounded by construction: linear in a capped text, or
/// a small table of a capped size.
@NullMarked
package dev.promptlooper.scoring.builtin;

import org.jspecify.annotations.NullMarked;
