package dev.promptlooper.producer.strategy.halving;

import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.event.Verdict.ConstraintStatus;
import dev.promptlooper.contracts.event.Verdict.Drop;
import dev.promptlooper.contracts.event.Verdict.Dropped;
import dev.promptlooper.contracts.event.Verdict.Outlook;
import dev.promptlooper.contracts.event.Verdict.Standing;
import dev.promptlooper.producer.strategy.SearchVerdict;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// The verdict of a strategy that ranks: who is ahead, and what was left behind. It states no probability and no interval, because
/// nothing here has one.
final class Ranked {

    private final Field field;
    private final int cases;

    /// @param cases cases of the sweep
    Ranked(Field field, int cases) {
        this.field = field;
        this.cases = cases;
    }

    /// @param height how far up a contender is; the ranking is by height first
    /// @param reason why a dropped contender was dropped
    SearchVerdict verdict(Comparator<Contender> height, Outlook outlook, Function<Contender, String> reason) {
        List<Contender> scored = new ArrayList<>(field.all().stream().filter(field::isScored).toList());
        scored.sort(Comparator.comparing((Contender one) -> one.isPruned)
                .thenComparing(height)
                .thenComparing(field.ranking()));
        List<Standing> top = new ArrayList<>();
        for (Contender one : scored.subList(0, Math.min(scored.size(), Verdict.TOP))) {
            top.add(standing(one, top.size() + 1));
        }
        Long recommended = scored.isEmpty() ? null : scored.getFirst().index;
        return new SearchVerdict(recommended, null, null, null, dropped(reason), outlook, constraints(scored), top,
                List.of(), List.of());
    }

    private Standing standing(Contender one, int rank) {
        int n = field.scored(one);
        return new Standing(one.index, rank, n, Math.min(n, cases), field.shown(one), null, null, null, null, null,
                null,
                field.isFeasible(one), one.isPruned || one.droppedAt > 0);
    }

    private Dropped dropped(Function<Contender, String> reason) {
        List<Contender> dropped = field.all()
                .stream()
                .filter(one -> one.droppedAt > 0)
                .sorted(Comparator.comparingLong((Contender one) -> -one.droppedAt)
                        .thenComparingLong(one -> one.index))
                .toList();
        return new Dropped(dropped.size(), dropped.stream()
                .limit(Verdict.DROPS)
                .map(one -> new Drop(one.index, one.droppedAt, field.scored(one), null, null, reason.apply(one)))
                .toList());
    }

    private @Nullable ConstraintStatus constraints(List<Contender> scored) {
        if (!field.isConstrained()) {
            return null;
        }
        long meeting = scored.stream().filter(field::isFeasible).count();
        boolean first = !scored.isEmpty() && field.isFeasible(scored.getFirst());
        return new ConstraintStatus(meeting, scored.size() - meeting, first, null, scored.isEmpty()
                ? "Nothing is scored yet, so nothing is known about the constraints."
                : meeting == 0
                        ? "No candidate meets the constraints so far; the recommended one is the best that there is."
                        : meeting + " of " + scored.size() + " candidates meet the constraints so far.");
    }
}
