package dev.promptlooper.producer.strategy;

import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.event.Verdict.AxisEffect;
import dev.promptlooper.contracts.event.Verdict.Confidence;
import dev.promptlooper.contracts.event.Verdict.ConstraintStatus;
import dev.promptlooper.contracts.event.Verdict.Difference;
import dev.promptlooper.contracts.event.Verdict.Dropped;
import dev.promptlooper.contracts.event.Verdict.Interaction;
import dev.promptlooper.contracts.event.Verdict.Outlook;
import dev.promptlooper.contracts.event.Verdict.Standing;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// The part of a [Verdict] that only the strategy knows. The planner adds the rest: what was spent, what the full grid would
/// cost, the candidates behind the indexes, the sentences. Every component means what it means there, and lists that are longer
/// than the verdict's bounds are cut there.
///
/// @param recommended  index of the candidate to ship; null while nothing is scored
/// @param confidence   how sure that is, or null
/// @param runnerUp     against the next best, or null
/// @param baseline     against the baseline, or null
/// @param dropped      candidates that this strategy gave up (those that people pruned are counted by the planner); newest first
/// @param outlook      why the search goes on or stops; the planner puts pause, budget and cancellation in its place
/// @param constraints  where constraints stand, or null
/// @param top          best first
/// @param effects      most influential axis first
/// @param interactions strongest first
public record SearchVerdict(@Nullable Long recommended, @Nullable Confidence confidence, @Nullable Difference runnerUp,
        @Nullable Difference baseline, Dropped dropped, Outlook outlook, @Nullable ConstraintStatus constraints,
        List<Standing> top, List<AxisEffect> effects, List<Interaction> interactions) {

    public SearchVerdict {
        top = List.copyOf(top);
        effects = List.copyOf(effects);
        interactions = List.copyOf(interactions);
    }
}
