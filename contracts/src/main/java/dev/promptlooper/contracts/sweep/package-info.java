/// What a sweep *is*: the question somebody asks, as data. The YAML sweep file, the REST body and the topic record are
/// all the same [SweepDefinition] family, so that there is one vocabulary and one validation.
@NullMarked
package dev.promptlooper.contracts.sweep;

import org.jspecify.annotations.NullMarked;
