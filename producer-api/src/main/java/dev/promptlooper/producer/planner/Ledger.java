package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.SweepEvent.Totals;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.producer.strategy.Demand.BudgetLeft;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/// The books of one sweep. A run is reserved before it is requested and settled when it ends; nothing is reserved that would
/// bring spent and reserved together above a limit. So spending exceeds a limit by no more than the outstanding calls cost
/// above their estimates. Not thread-safe.
final class Ledger {

    private static final double MS_PER_MINUTE = 60_000;
    // A billionth of a dollar, so that rounding does not refuse the last call of an exact budget.
    private static final double ROUNDING = 1e-9;

    private Budget budget;
    private long runningMs;
    private long requested;
    private long settled;
    private long failed;
    private long hits;
    private double spentUsd;
    private long spentTokens;
    private long spentCalls;
    private double reservedUsd;
    private long reservedTokens;

    Ledger(Budget budget, long runningMs, Totals totals) {
        this.budget = budget;
        this.runningMs = runningMs;
        this.requested = totals.requested();
        this.settled = totals.settled();
        this.failed = totals.failed();
        this.hits = totals.hits();
        this.spentUsd = totals.spentUsd();
        this.spentTokens = totals.spentTokens();
        this.spentCalls = totals.spentCalls();
        this.reservedUsd = totals.reservedUsd();
        this.reservedTokens = totals.reservedTokens();
    }

    Budget budget() {
        return budget;
    }

    void change(Budget newBudget) {
        this.budget = newBudget;
    }

    long outstanding() {
        return requested - settled;
    }

    long settled() {
        return settled;
    }

    long runningMs() {
        return runningMs;
    }

    void ran(long milliseconds) {
        runningMs += Math.max(0, milliseconds);
    }

    boolean isTimeUp() {
        Double minutes = budget.minutes();
        return minutes != null && runningMs >= minutes * MS_PER_MINUTE;
    }

    /// Sets a run's estimate aside and counts it as requested.
    ///
    /// @return false, with nothing changed, when the budget does not allow it
    boolean reserve(Reservation estimate) {
        Double usd = budget.usd();
        Long tokens = budget.tokens();
        Long calls = budget.calls();
        if (isTimeUp() || (usd != null && spentUsd + reservedUsd + estimate.usd() > usd + ROUNDING)
                || (tokens != null && spentTokens + reservedTokens + estimate.tokens() > tokens)
                || (calls != null && spentCalls + outstanding() + 1 > calls)) {
            return false;
        }
        reservedUsd += estimate.usd();
        reservedTokens += estimate.tokens();
        requested++;
        return true;
    }

    /// Gives a run's estimate back and books what it really cost.
    void settle(Reservation estimate, Settlement cost) {
        settled++;
        failed += cost.failed() ? 1 : 0;
        hits += cost.hit() ? 1 : 0;
        spentUsd += cost.usd();
        spentTokens += cost.tokens();
        spentCalls += cost.calls();
        reservedUsd = Math.max(0, reservedUsd - estimate.usd());
        reservedTokens = Math.max(0, reservedTokens - estimate.tokens());
        if (outstanding() == 0) {
            reservedUsd = 0; // sums of doubles do not cancel exactly
            reservedTokens = 0;
        }
    }

    Totals totals(@Nullable Long planned) {
        return totals(planned, null);
    }

    /// @param grid runs of the full grid, for a sweep that searches
    Totals totals(@Nullable Long planned, @Nullable Long grid) {
        return new Totals(planned, requested, settled, failed, hits, outstanding(), spentUsd, spentTokens, spentCalls,
                reservedUsd, reservedTokens, grid);
    }

    /// What may still be reserved.
    BudgetLeft left() {
        Double usd = budget.usd();
        Long tokens = budget.tokens();
        Long calls = budget.calls();
        Double minutes = budget.minutes();
        return new BudgetLeft(usd == null ? null : Math.max(0, usd - spentUsd - reservedUsd),
                tokens == null ? null : Math.max(0, tokens - spentTokens - reservedTokens),
                calls == null ? null : Math.max(0, calls - spentCalls - outstanding()),
                minutes == null ? null : Math.max(0, minutes - runningMs / MS_PER_MINUTE));
    }

    /// The limit that is reached, in words; for the message that says so.
    String reached() {
        Double usd = budget.usd();
        BudgetLeft left = left();
        if (isTimeUp()) {
            return budget.minutes() + " minutes of running";
        }
        Long calls = left.calls();
        if (calls != null && calls == 0) {
            return budget.calls() + " calls";
        }
        Long tokens = left.tokens();
        return usd != null && (tokens == null || tokens > 0)
                ? dollars(usd) + " (spent " + dollars(Math.round(spentUsd * 1e6) / 1e6) + ")"
                : budget.tokens() + " tokens (spent " + spentTokens + ")";
    }

    /// Amounts as people write them: small budgets are no powers of ten.
    private static String dollars(double usd) {
        return "$" + BigDecimal.valueOf(usd).stripTrailingZeros().toPlainString();
    }

    /// What a run cost its sweep when it ended.
    ///
    /// @param failed it failed
    /// @param hit    it was answered without a call of its own
    record Settlement(boolean failed, boolean hit, double usd, long tokens, int calls) {

        Settlement {
            if (!(usd >= 0) || Double.isInfinite(usd) || tokens < 0 || calls < 0) {
                throw new IllegalArgumentException("a run cannot cost " + usd + " USD, " + tokens + " tokens, " + calls
                        + " calls; the record is wrong");
            }
        }
    }
}
