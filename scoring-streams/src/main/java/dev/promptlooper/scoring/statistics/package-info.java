/// The statistics of a leaderboard, in plain Java.
///
/// Values of repeats are averaged per case ([CaseValue]); cases are summed up exactly ([ClusteredMoments]), so that replacing
/// a case's value leaves no trace of the old one and the order of arrival does not matter; [Interval] turns the moments into a
/// 95 % interval. [LatencySketch] gives percentiles, [ParetoFront] the candidates that nothing beats on all counts.
@NullMarked
package dev.promptlooper.scoring.statistics;

import org.jspecify.annotations.NullMarked;
