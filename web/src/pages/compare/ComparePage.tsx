import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { queries, unwrap } from "@/api";
import { CandidateName } from "@/pages/sweep/CandidateName";
import { useCandidate } from "@/pages/sweep/useCandidates";
import { Button, Empty, Loaded, PageHead, SelectField } from "@/ui";
import { AddCandidate } from "./AddCandidate";
import { Candidates } from "./Candidates";
import { Cases } from "./Cases";
import { Differences } from "./Differences";
import { chosenOf, KEYS, type Key, queryOf, withCandidate } from "./search";

const route = getRouteApi("/compare");

/** Two to four candidates side by side, also of different sweeps: only cases that they share count. */
export function ComparePage() {
  const search = route.useSearch();
  const navigate = useNavigate({ from: "/compare" });
  const chosen = chosenOf(search);
  const change = (next: Record<string, unknown>) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  const [adding, setAdding] = useState(false);
  const enough = chosen.length >= 2;
  const query = useQuery({
    queryKey: ["compare", queryOf(search), search.base, search.metric],
    queryFn: ({ signal }) =>
      unwrap(
        queries.GET("/api/v1/compare", {
          params: {
            query: {
              ...queryOf(search),
              ...(search.base ? { base: search.base } : {}),
              ...(search.metric ? { metric: search.metric } : {}),
            },
          },
          signal,
        }),
      ),
    enabled: enough,
  });
  return (
    <>
      <PageHead
        title="Compare"
        actions={
          chosen.length < KEYS.length ? (
            <Button icon={<Plus aria-hidden size={14} />} onClick={() => setAdding(true)}>
              Add a candidate
            </Button>
          ) : undefined
        }
        lead="Differences over the cases that both have finished, with their 95 % intervals. Candidates may come from different sweeps."
      />
      {enough ? (
        <Loaded query={query} what="The comparison" lines={10} height={420}>
          {(comparison) => (
            <div className="flex flex-col gap-4">
              <Candidates
                comparison={comparison}
                onBase={(key) => change({ base: key === "a" ? undefined : key })}
                onDrop={(key) => change(without(search, key))}
              />
              {comparison.notes.length > 0 ? (
                <ul className="rounded-md border border-line bg-surface px-4 py-2 text-xs text-ink-2">
                  {comparison.notes.map((note) => (
                    <li key={note} className="inert py-0.5">
                      {note}
                    </li>
                  ))}
                </ul>
              ) : null}
              {comparison.comparable ? (
                <>
                  <Differences comparison={comparison} />
                  <Cases
                    comparison={comparison}
                    search={search}
                    onCase={(id) => change({ case: id })}
                    tools={
                      <SelectField
                        label="Metric"
                        hideLabel
                        className="w-56"
                        value={comparison.metric}
                        onChange={(event) => change({ metric: event.target.value })}
                        options={comparison.metrics.map(({ metric }) => ({ value: metric, label: metric }))}
                      />
                    }
                  />
                </>
              ) : (
                <Empty title="These cannot be compared case by case">{comparison.notes.join(" ")}</Empty>
              )}
            </div>
          )}
        </Loaded>
      ) : (
        <Empty
          title={chosen.length === 0 ? "Nothing to compare yet" : "One more, please"}
          action={
            <Button look="primary" icon={<Plus aria-hidden size={15} />} onClick={() => setAdding(true)}>
              Choose a candidate
            </Button>
          }
        >
          <p>
            Two to four candidates, of one sweep or of several. Add them here, or choose them on a leaderboard (
            <kbd>c</kbd> on a row), then <em>Compare</em>.
          </p>
          <ul className="pt-2">
            {chosen.map(({ key, value }) => (
              <li key={key}>
                <Chosen candidate={value} />
              </li>
            ))}
          </ul>
        </Empty>
      )}
      {adding ? (
        <AddCandidate
          chosen={chosen.map(({ value }) => value)}
          onClose={() => setAdding(false)}
          onAdd={(candidate) => {
            setAdding(false);
            change(withCandidate(search, candidate));
          }}
        />
      ) : null}
    </>
  );
}

/** The only candidate so far, by name. */
function Chosen({ candidate }: { candidate: string }) {
  const dot = candidate.lastIndexOf(".");
  const [sweepId, index] = [candidate.slice(0, dot), Number(candidate.slice(dot + 1))];
  const { data } = useCandidate(sweepId, index, dot > 0 && Number.isInteger(index));
  return data ? (
    <span className="inline-block text-left">
      <CandidateName row={data.candidate} />
    </span>
  ) : (
    <code>{candidate}</code>
  );
}

/** The address without one of the candidates; the others move up. */
function without(search: Record<string, unknown>, key: Key): Record<string, unknown> {
  const left = chosenOf(search)
    .filter((one) => one.key !== key)
    .map((one) => one.value);
  return { a: left[0], b: left[1], c: left[2], d: undefined, base: undefined, case: undefined };
}
