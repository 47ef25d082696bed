import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX, LoaderCircle, LockKeyhole } from "lucide-react";
import { type Commands, commands, unwrap } from "@/api";
import { millis } from "@/format";
import { Chip } from "@/ui";

type Health = Commands["EndpointHealth"];

/** Asks the endpoint itself; the server keeps an answer for five seconds. */
export function useHealth(name: string): UseQueryResult<Health> {
  return useQuery({
    queryKey: ["endpoints", name, "health"],
    queryFn: ({ signal }) =>
      unwrap(commands.GET("/api/v1/endpoints/{name}/health", { params: { path: { name } }, signal })),
    staleTime: 30_000,
  });
}

export function HealthChip({ health }: { health: UseQueryResult<Health> }) {
  if (health.data === undefined) {
    return health.error ? (
      <Chip tone="bad">not known</Chip>
    ) : (
      <Chip icon={<LoaderCircle aria-hidden size={12} className="animate-spin" />}>asking</Chip>
    );
  }
  const { status, latencyMs, message } = health.data;
  if (status === "up") {
    return (
      <Chip tone="good" icon={<CircleCheck aria-hidden size={12} />}>
        up{latencyMs === undefined ? "" : `, ${millis(latencyMs)}`}
      </Chip>
    );
  }
  return status === "unauthorized" ? (
    <Chip tone="bad" title={message} icon={<LockKeyhole aria-hidden size={12} />}>
      key refused
    </Chip>
  ) : (
    <Chip tone="bad" title={message} icon={<CircleX aria-hidden size={12} />}>
      unreachable
    </Chip>
  );
}
