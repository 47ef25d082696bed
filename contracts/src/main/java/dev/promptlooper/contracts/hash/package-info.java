/// The config hash: canonical JSON after RFC 8785 and SHA-256 over the very request body that is sent.
/// The format is specified for other languages in `docs/config-hash.md`.
@NullMarked
package dev.promptlooper.contracts.hash;

import org.jspecify.annotations.NullMarked;
