/// `bench search`: every strategy replayed over recorded results of real models, so that "a tenth of the calls" is a measured
/// statement.
///
/// [RecordedSets] reads a folder into [RecordedSet]s (candidates × cases, sometimes several repeats per cell). [RecordedSpace]
/// makes a sweep definition of one, [Replay] drives a [dev.promptlooper.producer.strategy.SearchStrategy] over it as the
/// planner would: demands per lane, a bounded number of runs under way, results that arrive in another order. A strategy sees
/// nothing but the results of the runs that it asked for. Studies ([RegretStudy] …) repeat replays over seeds, [SearchReport]
/// and [SvgChart] write down what came out.
@NullMarked
package dev.promptlooper.standalone.bench.search;

import org.jspecify.annotations.NullMarked;
