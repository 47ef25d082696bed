package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.SweepEvent.StepKind;
import dev.promptlooper.contracts.event.SweepEvent.Totals;
import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.event.Verdict.AxisEffect;
import dev.promptlooper.contracts.event.Verdict.Decision;
import dev.promptlooper.contracts.event.Verdict.Drop;
import dev.promptlooper.contracts.event.Verdict.Dropped;
import dev.promptlooper.contracts.event.Verdict.Outlook;
import dev.promptlooper.contracts.event.Verdict.Savings;
import dev.promptlooper.contracts.event.Verdict.Stage;
import dev.promptlooper.contracts.event.VerdictSummary;
import dev.promptlooper.producer.strategy.SearchVerdict;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Tells what searching sweeps have found out: at most once a second and only when the books changed, and once when a sweep
/// comes to rest. Completes what the strategy says with what the planner knows. Not thread-safe.
final class Verdicts {

    private static final Logger LOG = LoggerFactory.getLogger(Verdicts.class);
    private static final long EVERY_MS = 1_000;

    private final PlannerOutput output;
    private final Predicate<RuntimeException> infrastructure;

    Verdicts(PlannerOutput output, Predicate<RuntimeException> infrastructure) {
        this.output = output;
        this.infrastructure = infrastructure;
    }

    /// Publishes the verdict of a sweep when it may have changed and enough time has passed; at rest without waiting.
    void tellWhenDue(Sweep sweep, long now) {
        if (sweep.search.isActive() && !sweep.search.isTold(subject(sweep))
                && (isResting(sweep) || now - sweep.search.toldAt() >= EVERY_MS)) {
            tell(sweep, now);
        }
    }

    /// Publishes the verdict of a sweep as it is now.
    void tell(Sweep sweep, long now) {
        SearchVerdict found = look(sweep);
        sweep.search.tell(subject(sweep), now);
        if (found != null) {
            Verdict verdict = complete(sweep, found, sweep.search.nextRevision(), now);
            output.verdict(verdict.withSummary(VerdictSummary.of(verdict)));
        }
    }

    /// What the strategy says; null when it does not search or cannot say. A change of the leader becomes a step of the search.
    @Nullable
    SearchVerdict look(Sweep sweep) {
        if (!sweep.search.isActive()) {
            return null;
        }
        SearchVerdict found;
        try {
            found = sweep.strategy.verdict(sweep).orElse(null);
        } catch (RuntimeException e) {
            if (infrastructure.test(e)) {
                throw e;
            }
            // The sweep goes on: its results do not depend on what is said about them.
            LOG.warn("sweep {} has no verdict now: {}", sweep.id(), e.toString());
            return null;
        }
        Long recommended = found == null ? null : found.recommended();
        if (recommended != null && sweep.search.leads(recommended)) {
            sweep.search.trail().add(StepKind.LEAD, recommended);
        }
        return found;
    }

    /// A verdict follows from results, steering and status; each of them counts up.
    private static String subject(Sweep sweep) {
        Totals totals = sweep.totals();
        return sweep.status + " " + sweep.version + " " + totals.requested() + " " + totals.settled();
    }

    private static boolean isResting(Sweep sweep) {
        return sweep.status.isAtRest() && sweep.outstandingRuns() == 0;
    }

    private static Verdict complete(Sweep sweep, SearchVerdict found, long revision, long now) {
        Totals totals = sweep.totals();
        List<Drop> latest = found.dropped()
                .latest()
                .stream()
                .filter(drop -> sweep.isPruned(drop.candidate()))
                .limit(Verdict.DROPS)
                .toList();
        // Those that people pruned are among the pruned ones, too.
        Dropped dropped = new Dropped(Math.max(found.dropped().count(), sweep.pruned().size()), latest);
        List<Verdict.Standing> top = cut(found.top(), Verdict.TOP);
        TreeSet<Long> mentioned = new TreeSet<>();
        top.forEach(standing -> mentioned.add(standing.candidate()));
        latest.forEach(drop -> mentioned.add(drop.candidate()));
        if (found.recommended() != null) {
            mentioned.add(found.recommended());
        }
        if (found.runnerUp() != null) {
            mentioned.add(found.runnerUp().candidate());
        }
        if (found.baseline() != null) {
            mentioned.add(found.baseline().candidate());
        }
        List<Candidate> candidates = mentioned.stream().map(sweep::candidate).toList();
        return new Verdict(Verdict.SCHEMA, sweep.id(), revision, now, isResting(sweep) ? Stage.FINAL : Stage.RUNNING,
                sweep.definition.strategy().type(), sweep.definition.objective().metric(),
                sweep.definition.objective().isMaximize(), List.of(), found.recommended(), found.confidence(),
                found.runnerUp(), found.baseline(),
                new Savings(totals.settled(), totals.spentCalls(), totals.spentUsd(), sweep.search.grid(),
                        sweep.search.gridUsd()),
                dropped, outlook(sweep, found.outlook()), found.constraints(), top,
                cut(found.effects(), Verdict.AXES).stream().map(Verdicts::cut).toList(),
                cut(found.interactions(), Verdict.INTERACTIONS), candidates);
    }

    /// The strategy knows why it would go on; whether the sweep does is for its status to say.
    private static Outlook outlook(Sweep sweep, Outlook found) {
        List<Verdict.Gain> gains = cut(found.gains(), Verdict.GAINS);
        return switch (sweep.status) {
            case PENDING, RUNNING, DRAINING -> new Outlook(found.decision(), found.reason(), gains);
            case COMPLETED -> found.decision() == Decision.GOES_ON
                    ? new Outlook(Decision.ALL_EVALUATED, "Every candidate that is still in was evaluated.", List.of())
                    : new Outlook(found.decision(), found.reason(), gains);
            case PAUSED -> new Outlook(Decision.PAUSED, "The sweep is paused; resume it and the search goes on.",
                    gains);
            case BUDGET_EXHAUSTED -> new Outlook(Decision.BUDGET_USED, "The budget of " + sweep.ledger.reached()
                    + " covers no further run; raise it and the search goes on.", gains);
            case CANCELLED -> new Outlook(Decision.CANCELLED, "The sweep was cancelled.", List.of());
            case FAILED -> new Outlook(Decision.FAILED, "The sweep failed; its events say why.", List.of());
        };
    }

    private static AxisEffect cut(AxisEffect effect) {
        return new AxisEffect(effect.axis(), effect.share(), cut(effect.levels(), Verdict.LEVELS));
    }

    private static <T> List<T> cut(List<T> rows, int most) {
        return rows.size() <= most ? rows : rows.subList(0, most);
    }
}
