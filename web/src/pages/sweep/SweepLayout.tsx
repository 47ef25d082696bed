import { getRouteApi, Link, Outlet, useNavigate } from "@tanstack/react-router";
import { Copy } from "lucide-react";
import { useEffect } from "react";
import { announce } from "@/app/announce";
import { useCrumbName } from "@/app/crumbs";
import { useShortcuts } from "@/app/shortcuts";
import { percent, score } from "@/format";
import { Failure, Loading, PageHead, StatusChip } from "@/ui";
import { CommandLine } from "./CommandLine";
import { SteeringBar } from "./SteeringBar";
import { SweepFacts } from "./SweepFacts";
import { SteeringProvider, useSteeringOf } from "./useSteering";
import { type SweepDetail, useSweep } from "./useSweep";

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
        badges={<StatusChip status={sweep.status} />}
        lead={sweep.message ? <bdi className="inert">{sweep.message}</bdi> : undefined}
        actions={
          <>
            <SteeringBar sweep={sweep} />
            <Link
              to="/sweeps/new"
              search={{ from: sweepId }}
              className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line bg-raised px-3 text-sm font-medium hover:border-line-strong"
            >
              <Copy aria-hidden size={14} /> Clone
            </Link>
          </>
        }
      />
      <SweepFacts sweep={sweep} />
      <CommandLine />
      <nav aria-label="Views of this sweep" className="mb-4 flex gap-1 overflow-x-auto border-b border-line">
        {TABS.map((tab) => (
          <Link
            key={tab.to}
            to={tab.to}
            params={{ sweepId }}
            className="-mb-px inline-flex h-9 items-center border-b-2 border-transparent px-3 font-medium whitespace-nowrap text-ink-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
          >
            {tab.label}
          </Link>
        ))}
      </nav>
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
