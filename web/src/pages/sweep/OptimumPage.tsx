import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { queries, unwrap } from "@/api";
import { useLiveRefetch } from "@/live";
import { Empty, Loaded, Panel, TextField } from "@/ui";
import { CandidateDrawer } from "./CandidateDrawer";
import { EffectsPanel } from "./optimum/EffectsPanel";
import { ParallelPanel } from "./optimum/ParallelPanel";
import { Picks } from "./optimum/Picks";
import { ScatterPanel } from "./optimum/ScatterPanel";
import { VerdictPanel } from "./optimum/VerdictPanel";
import { leaderboardChannel } from "./useSweep";

const route = getRouteApi("/sweeps/$sweepId/optimum");

/** What to ship: three picks with their reasons, the trade-off behind them, and what each choice does. */
export function OptimumPage() {
  const { sweepId } = route.useParams();
  const { maxCost, maxP95, brush } = route.useSearch();
  const navigate = useNavigate({ from: "/sweeps/$sweepId/optimum" });
  const search = (change: Record<string, unknown>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const [opened, setOpened] = useState<number>();
  const key = ["sweep", sweepId, "optimum", maxCost, maxP95];
  const optimum = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      unwrap(
        queries.GET("/api/v1/sweeps/{sweepId}/optimum", {
          params: {
            path: { sweepId },
            query: {
              ...(maxCost === undefined ? {} : { maxCost }),
              ...(maxP95 === undefined ? {} : { maxP95 }),
            },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
  useLiveRefetch(leaderboardChannel(sweepId), key, 3_000);
  return (
    <Loaded query={optimum} what="The optimum" lines={10} height={420}>
      {(data) =>
        data.scored === 0 ? (
          <Empty title="Nothing to recommend yet">
            As soon as candidates have scores, the best, the best you can afford and the cheapest good one stand here,
            with the reasons.
          </Empty>
        ) : (
          <div className="flex flex-col gap-4">
            <VerdictPanel sweepId={sweepId} onOpen={setOpened} />
            <Panel
              title="What to ship"
              note={`by ${data.metric}, ${data.maximize ? "higher" : "lower"} is better`}
              tools={
                <>
                  <Limit
                    label="At most, dollars per run"
                    unit="USD"
                    value={maxCost}
                    onChange={(value) => search({ maxCost: value })}
                  />
                  <Limit
                    label="At most, p95 latency"
                    unit="ms"
                    value={maxP95}
                    onChange={(value) => search({ maxP95: value })}
                  />
                </>
              }
            >
              <Picks sweepId={sweepId} optimum={data} onOpen={setOpened} />
            </Panel>
            <ScatterPanel optimum={data} onOpen={setOpened} />
            <EffectsPanel sweepId={sweepId} />
            <ParallelPanel
              sweepId={sweepId}
              brush={brush}
              onBrush={(next) => search({ brush: next })}
              onOpen={setOpened}
            />
            {opened === undefined ? null : (
              <CandidateDrawer
                sweepId={sweepId}
                index={opened}
                row={undefined}
                varying={undefined}
                onClose={() => setOpened(undefined)}
              />
            )}
          </div>
        )
      }
    </Loaded>
  );
}

function Limit({
  label,
  unit,
  value,
  onChange,
}: {
  label: string;
  unit: string;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
}) {
  const [wrong, setWrong] = useState(false);
  const take = (text: string) => {
    const number = Number(text);
    const fits = text.trim() === "" || (Number.isFinite(number) && number > 0);
    setWrong(!fits);
    if (fits) {
      onChange(text.trim() === "" ? undefined : number);
    }
  };
  return (
    <TextField
      key={String(value)}
      label={label}
      hideLabel
      title={label}
      unit={unit}
      className="w-36"
      inputMode="decimal"
      placeholder={unit === "USD" ? "max per run" : "max p95"}
      aria-invalid={wrong}
      defaultValue={value ?? ""}
      onBlur={(event) => take(event.target.value)}
      onKeyDown={(event) => event.key === "Enter" && take(event.currentTarget.value)}
    />
  );
}
