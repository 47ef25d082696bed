/// What to ship: named picks with their reasons, the front over quality × cost × latency, what each parameter does, and the lines of the
/// parallel-coordinates chart. Everything is read over all candidates of the sweep.
@NullMarked
package dev.promptlooper.projector.query.optimum;

import org.jspecify.annotations.NullMarked;
