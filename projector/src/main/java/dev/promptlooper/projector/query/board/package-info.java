/// The ranking of a sweep in windows, and one candidate of it: pages of any order and filter over a hundred thousand candidates,
/// with what only a page needs (rank interval, difference to a baseline, running mean) computed for that page.
@NullMarked
package dev.promptlooper.projector.query.board;

import org.jspecify.annotations.NullMarked;
