import type { Queries } from "@/api";
import { count, usd } from "@/format";

type Budget = Queries["Budget"];
type Totals = Queries["Totals"];

/** The fields of the dialog as people type them. */
export type BudgetDraft = Record<"usd" | "tokens" | "calls" | "minutes", string>;

export function draftOf(budget: Budget | undefined): BudgetDraft {
  const text = (value: number | undefined) => (value === undefined ? "" : String(value));
  return {
    usd: text(budget?.usd),
    tokens: text(budget?.tokens),
    calls: text(budget?.calls),
    minutes: text(budget?.minutes),
  };
}

function numberOf(text: string): number | undefined {
  const trimmed = text.trim().replaceAll(",", "");
  return trimmed === "" ? undefined : Number(trimmed);
}

/** The limits that were typed; call it when {@link problemsOf} has nothing to say. */
export function budgetOf(draft: BudgetDraft): Budget {
  const budget: Budget = {};
  for (const key of ["usd", "tokens", "calls", "minutes"] as const) {
    const value = numberOf(draft[key]);
    if (value !== undefined && Number.isFinite(value)) {
      budget[key] = value;
    }
  }
  return budget;
}

/** What is wrong with the fields, by field. A limit cannot go below what is spent. */
export function problemsOf(draft: BudgetDraft, totals: Totals): Partial<BudgetDraft> {
  const problems: Partial<BudgetDraft> = {};
  const spent = { usd: totals.spentUsd, tokens: totals.spentTokens, calls: totals.spentCalls, minutes: 0 };
  for (const key of ["usd", "tokens", "calls", "minutes"] as const) {
    const value = numberOf(draft[key]);
    if (value === undefined) {
      continue;
    }
    if (!Number.isFinite(value) || value < 0) {
      problems[key] = "Give a number of 0 or more, or leave it empty.";
    } else if (value < spent[key]) {
      problems[key] = `${key === "usd" ? usd(spent.usd) : count(spent[key])} are spent already; give that or more.`;
    } else if ((key === "tokens" || key === "calls") && !Number.isInteger(value)) {
      problems[key] = "Give a whole number.";
    }
  }
  return problems;
}
