import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Panel } from "@/ui";
import { RunView } from "./RunView";

const route = getRouteApi("/sweeps/$sweepId/runs/$runId");

/** One run with an address of its own. */
export function RunPage() {
  const { sweepId, runId } = route.useParams();
  const navigate = useNavigate();
  return (
    <Panel title="Run" note={<span className="font-mono">{runId}</span>}>
      <RunView
        sweepId={sweepId}
        runId={runId}
        onGo={(next) => void navigate({ to: "/sweeps/$sweepId/runs/$runId", params: { sweepId, runId: next } })}
      />
    </Panel>
  );
}
