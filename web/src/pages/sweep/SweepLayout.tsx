import { getRouteApi, Outlet, useNavigate } from "@tanstack/react-router";
import { Copy } from "lucide-react";
import { useEffect } from "react";
import { announce } from "@/app/announce";
import { useCrumbName } from "@/app/crumbs";
import { useShortcuts } from "@/app/shortcuts";
import { percent, score } from "@/format";
import { Chip, Failure, LinkButton, Loading, PageHead, StatusChip, Tabs } from "@/ui";
import { CommandLine } from "./CommandLine";
import { ExportMenu } from "./ExportMenu";
import { SteeringBar } from "./SteeringBar";
import { SweepFacts } from "./SweepFacts";
import { SteeringProvider, useSteeringOf } from "./useSteering";
import { type SweepDetail, useFreshSweep, useSweep } from "./useSweep";

const route = getRouteApi("/sweeps/$sweepId");

const TABS = [
  { to: "/sweeps/$sweepId/live", label: "Live", key: "l" },
  { to: "/sweeps/$sweepId/leaderboard", label: "Leaderboard", key: "b" },
  { to: "/sweeps/$sweepId/optimum", label: "Optimum", key: "o" },
  { to: "/sweeps/$sweepId/matrix", label: "Matrix", key: "m" },
  { to: "/sweeps/$sweepId/runs", label: "Runs", key: "r" },
  { to: "/sweeps/$sweepId/events", label: "Events", key: "e" },
] as const;

/** One sweep: how it stands, how to steer it, and its tabs. */
export function SweepLayout() {
  const { sweepId } = route.useParams();
  const { query, sweep } = useSweep(sweepId);
  useFreshSweep(sweepId);
  const steering = useSteeringOf(sweepId, sweep?.version);
  const navigate = useNavigate();
  useCrumbName(`/sweeps/${sweepId}`, sweep?.name);
  useShortcuts(
    TABS.map((tab) => ({
      keys: `g ${tab.key}`,
      label: `Go to ${tab.label}`,
      group: "Tabs",
      run: () => void navigate({ to: tab.to, params: { sweepId } }),
    })),
  );
  useSpokenProgress(sweep);
  if (!sweep) {
    return query.error ? (
      <Failure what="This sweep" error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <Loading label="the sweep" lines={8} height={400} onRetry={() => void query.refetch()} />
    );
  }
  return (
    <SteeringProvider value={steering}>
      <PageHead
        title={<bdi>{sweep.name}</bdi>}
        badges={
          <>
            <StatusChip status={sweep.status} />
            {sweep.archived ? <Chip>archived</Chip> : null}
          </>
        }
        lead={sweep.message ? <bdi className="inert">{sweep.message}</bdi> : undefined}
        actions={
          <>
            <SteeringBar sweep={sweep} />
            <ExportMenu sweepId={sweepId} />
            <LinkButton needs="run" to="/sweeps/new" search={{ from: sweepId }} icon={<Copy aria-hidden size={14} />}>
              Clone
            </LinkButton>
          </>
        }
      />
      <SweepFacts sweep={sweep} />
      <CommandLine />
      <Tabs label="Views of this sweep" tabs={TABS.map(({ to, label }) => ({ to, label, params: { sweepId } }))} />
      <Outlet />
    </SteeringProvider>
  );
}

/** One sentence for those who do not see the bar move. */
function useSpokenProgress(sweep: SweepDetail | undefined): void {
  const fraction = sweep?.progress.fraction;
  const best = sweep?.leaderboard.best?.score;
  const sentence =
    fraction === undefined
      ? undefined
      : `${percent(fraction, 0)} done${best === undefined ? "" : `, best score ${score(best)}`}`;
  useEffect(() => {
    if (sentence) {
      announce(sentence);
    }
  }, [sentence]);
}
