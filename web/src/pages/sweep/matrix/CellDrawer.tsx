import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Queries, queries, unwrap } from "@/api";
import { NONE } from "@/format";
import { Drawer, Empty, Loaded, Segments } from "@/ui";
import { RunView } from "../RunView";
import type { Spot } from "./HeatGrid";

/** The candidate by its number, and by its name as soon as that is here. */
function named({ candidateIndex }: Spot, run: Queries["Run"] | undefined): string {
  const name = run?.prompt === undefined ? "" : `: ${run.prompt} on ${run.model ?? NONE}`;
  return `candidate ${candidateIndex}${name}`;
}

/** The runs of one candidate on one case, a repeat at a time. */
export function CellDrawer({ sweepId, spot, onClose }: { sweepId: string; spot: Spot; onClose: () => void }) {
  const [chosen, setChosen] = useState<string>();
  const query = useQuery({
    queryKey: ["sweep", sweepId, "cell", spot.candidateIndex, spot.caseId],
    queryFn: ({ signal }) =>
      unwrap(
        queries.GET("/api/v1/sweeps/{sweepId}/runs", {
          params: {
            path: { sweepId },
            query: { candidate: spot.candidateIndex, case: spot.caseId, sort: "run", limit: 100 },
          },
          signal,
        }),
      ),
  });
  return (
    <Drawer
      open
      width={760}
      onClose={onClose}
      title={<bdi>{spot.caseId}</bdi>}
      description={named(spot, query.data?.items[0])}
    >
      <Loaded query={query} what="This cell" lines={8}>
        {({ items }) => {
          const first = items[0];
          if (!first) {
            return <Empty title="No run yet">The runs of this cell have not ended.</Empty>;
          }
          const shown = items.find((one) => one.runId === chosen)?.runId ?? first.runId;
          return (
            <div className="flex flex-col gap-4">
              {items.length > 1 ? (
                <Segments
                  label="Repeat"
                  value={shown}
                  options={items.map((one) => ({ value: one.runId, label: `Repeat ${one.repeat + 1}` }))}
                  onChange={setChosen}
                />
              ) : null}
              <RunView key={shown} sweepId={sweepId} runId={shown} onGo={setChosen} linked />
            </div>
          );
        }}
      </Loaded>
    </Drawer>
  );
}
