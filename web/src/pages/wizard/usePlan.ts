import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiError, type Commands, commands, type FieldProblem, unwrap } from "@/api";
import { missing, type Spec } from "./spec";

export type Plan = Commands["Planned"]["plan"];

/** What the server makes of the draft. */
export interface Planning {
  plan: Plan | undefined;
  /** Everything that would prevent the launch. */
  problems: readonly FieldProblem[];
  /** The figures belong to an earlier state of the draft. */
  stale: boolean;
  error: unknown;
}

const SETTLE_MILLIS = 450;

/** Plans the draft when it has rested for a moment. Nothing is asked of any model. */
export function usePlan(spec: Spec): Planning {
  const text = JSON.stringify(spec);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MILLIS);
    return () => clearTimeout(timer);
  }, [text]);
  const ready = missing(JSON.parse(settled) as Spec).length === 0;
  const query = useQuery({
    queryKey: ["plan", settled],
    queryFn: ({ signal }) =>
      unwrap(commands.POST("/api/v1/sweeps:plan", { body: JSON.parse(settled) as Spec, signal })),
    enabled: ready,
    retry: false,
    placeholderData: (before) => before,
  });
  const refused = query.error instanceof ApiError ? query.error.problem.errors : undefined;
  return {
    plan: ready && !query.error ? query.data?.plan : undefined,
    problems: refused ?? query.data?.plan.problems ?? [],
    stale: settled !== text || query.isFetching,
    error: refused ? undefined : query.error,
  };
}
