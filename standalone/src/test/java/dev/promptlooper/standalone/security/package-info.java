/// What `docs/security.md` promises, tried on a running instance or read off the repository. Names of tests begin with the number of
/// the promise.
@NullMarked
package dev.promptlooper.standalone.security;

import org.jspecify.annotations.NullMarked;
