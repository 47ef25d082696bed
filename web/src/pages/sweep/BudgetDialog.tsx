import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Queries, queries, unwrap } from "@/api";
import { count, seconds, usd } from "@/format";
import { Button, Dialog, TextField } from "@/ui";
import { type BudgetDraft, budgetOf, draftOf, problemsOf } from "./budget";
import { useSteering } from "./useSteering";
import type { Sweep } from "./useSweep";

const FIELDS: { key: keyof BudgetDraft; label: string; unit: string }[] = [
  { key: "usd", label: "Dollars", unit: "USD" },
  { key: "tokens", label: "Tokens", unit: "" },
  { key: "calls", label: "Calls", unit: "" },
  { key: "minutes", label: "Minutes of running", unit: "min" },
];

/** Only the forecast of the series is of use here; the server gives no fewer points than that. */
const FEWEST_POINTS = 10;

/** Raises or lowers the hard limits, and says what that will pay for. */
export function BudgetDialog({ sweep, onClose }: { sweep: Sweep; onClose: () => void }) {
  const { steer } = useSteering();
  const [draft, setDraft] = useState(() => draftOf(sweep.budget));
  const series = useQuery({
    queryKey: ["sweep", sweep.sweepId, "series", "forecast"],
    queryFn: ({ signal }) =>
      unwrap(
        queries.GET("/api/v1/sweeps/{sweepId}/series", {
          params: { path: { sweepId: sweep.sweepId }, query: { window: "15m", points: FEWEST_POINTS } },
          signal,
        }),
      ),
  });
  const problems = problemsOf(draft, sweep.totals);
  const wrong = Object.keys(problems).length > 0;
  const send = () => {
    if (!wrong) {
      onClose();
      void steer({ op: "budget", budget: budgetOf(draft) }, "Budget");
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Budget"
      description="Hard limits of the whole sweep. An empty field is no limit."
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button look="primary" disabled={wrong} onClick={send}>
            Set the budget
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
          {FIELDS.map(({ key, label, unit }) => (
            <TextField
              key={key}
              label={label}
              unit={unit || undefined}
              inputMode="decimal"
              value={draft[key]}
              placeholder="no limit"
              error={problems[key]}
              onChange={(event) => setDraft({ ...draft, [key]: event.target.value })}
            />
          ))}
          <button type="submit" hidden />
        </div>
        <Projection sweep={sweep} forecast={series.data?.spend} limit={budgetOf(draft).usd} />
      </form>
    </Dialog>
  );
}

function Projection({
  sweep,
  forecast,
  limit,
}: {
  sweep: Sweep;
  forecast: Queries["SpendForecast"] | undefined;
  limit: number | undefined;
}) {
  const atEnd = forecast?.usdAtEnd;
  const { spentUsd, spentTokens, spentCalls, settled, planned } = sweep.totals;
  return (
    <div className="rounded-md bg-sunken p-3 text-xs text-ink-2">
      <p>
        Spent so far: {usd(spentUsd)}, {count(spentTokens)} tokens, {count(spentCalls)} calls for {count(settled)}
        {planned === undefined ? "" : ` of ${count(planned)}`} runs.
      </p>
      {atEnd === undefined ? null : (
        <p className="pt-1">
          At this price per run the whole sweep costs about <b>{usd(atEnd)}</b>
          {forecast?.etaSeconds === undefined ? "" : ` and takes ${seconds(forecast.etaSeconds)} more`}.{" "}
          {limit !== undefined && limit < atEnd
            ? `${usd(limit)} pays for about ${count(Math.floor(((planned ?? settled) * limit) / atEnd))} runs.`
            : "The limit covers it."}
        </p>
      )}
    </div>
  );
}
