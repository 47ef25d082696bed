package dev.promptlooper.producer.plan;

import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.producer.plan.SweepPlan.Range;
import dev.promptlooper.producer.plan.SweepPlan.Search;
import dev.promptlooper.producer.strategy.Effort;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/// What a search would take, made out of the full grid's figures. Immutable.
///
/// @param search  calls and dollars, of the search and of the grid
/// @param tokens  prompt and completion tokens to pay
/// @param costUsd dollars to pay, or null without prices
/// @param seconds wall time, or null
record SearchForecast(Search search, Range tokens, @Nullable Range costUsd, @Nullable Range seconds) {

    /// @param calls   calls of the full grid
    /// @param tokens  of the full grid
    /// @param costUsd of the full grid, or null
    /// @param seconds of the full grid, or null
    static SearchForecast of(Effort effort, Budget budget, long calls, Range tokens, @Nullable Range costUsd,
            @Nullable Range seconds) {
        double affordable = 1;
        String limitedBy = null;
        if (calls > 0 && budget.calls() != null && (double) budget.calls() / calls < affordable) {
            affordable = (double) budget.calls() / calls;
            limitedBy = "calls";
        }
        if (budget.tokens() != null && budget.tokens() < affordable * tokens.expected()) {
            affordable = budget.tokens() / tokens.expected();
            limitedBy = "tokens";
        }
        if (budget.usd() != null && costUsd != null && budget.usd() < affordable * costUsd.expected()) {
            affordable = budget.usd() / costUsd.expected();
            limitedBy = "usd";
        }
        double low = Math.min(effort.low(), affordable);
        double expected = Math.min(effort.expected(), affordable);
        double high = Math.min(effort.high(), affordable);
        Range scaledCost = costUsd == null ? null : scale(costUsd, low, expected, high);
        if (scaledCost != null && budget.usd() != null) {
            scaledCost = new Range(scaledCost.low(), scaledCost.expected(), Math.min(scaledCost.high(), budget.usd()));
        }
        return new SearchForecast(
                new Search(new Range(Math.ceil(low * calls), Math.ceil(expected * calls), Math.ceil(high * calls)),
                        calls, costUsd, affordable < effort.high() ? limitedBy : null),
                scale(tokens, low, expected, high), scaledCost,
                seconds == null ? null : scale(seconds, low, expected, high));
    }

    private static Range scale(Range grid, double low, double expected, double high) {
        return new Range(grid.low() * low, grid.expected() * expected, grid.high() * high);
    }

    /// What to add to the plan's assumptions.
    String assumption() {
        return String.format(Locale.ROOT,
                "the search stops by itself: figures are what such searches took (about %,.0f of the grid's %,d calls), limited by the budget",
                search.calls().expected(), search.gridCalls());
    }

    /// What to warn of.
    List<String> warnings(Budget budget) {
        if (budget.equals(Budget.UNLIMITED)) {
            return List.of(String.format(Locale.ROOT,
                    "no budget is set: the search goes on until it is sure, at most through the whole grid of %,d calls%s",
                    search.gridCalls(),
                    search.gridCostUsd() == null
                            ? ""
                            : String.format(Locale.ROOT, " (about $%,.2f)", search.gridCostUsd().expected())));
        }
        return List.of();
    }
}
