import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { type Commands, commands, queries, unwrap } from "@/api";
import { count, plural, usd } from "@/format";
import { Chip, Empty, Figure, Loaded, PageHead } from "@/ui";
import { HealthChip, useHealth } from "./health";

/** Endpoints that the operator configured: health, models, limits, spend. */
export function ModelsPage() {
  const endpoints = useQuery({
    queryKey: ["endpoints"],
    queryFn: ({ signal }) => unwrap(commands.GET("/api/v1/endpoints", { signal })),
  });
  return (
    <>
      <PageHead
        title="Models"
        lead="OpenAI-compatible endpoints of this instance. They are the operator's configuration; keys are never shown."
      />
      <Loaded query={endpoints} what="The endpoints" lines={6}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title="No endpoint is configured">
              <p>
                The operator adds them in the endpoints file or by environment, for example{" "}
                <code>PROMPTLOOPER_ENDPOINTS</code>; they appear here at once.
              </p>
              <p className="pt-2">
                To try everything without a model: <code>promptlooper demo</code>.
              </p>
            </Empty>
          ) : (
            <ul className="grid grid-cols-1 gap-4 md:grid-cols-2 2xl:grid-cols-3">
              {page.items.map((endpoint) => (
                <EndpointCard key={endpoint.name} endpoint={endpoint} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}

function EndpointCard({ endpoint }: { endpoint: Commands["Endpoint"] }) {
  const health = useHealth(endpoint.name);
  const spend = useQuery({
    queryKey: ["spend", endpoint.name],
    queryFn: ({ signal }) => unwrap(queries.GET("/api/v1/spend", { signal })),
    select: (list) => list.items.filter((item) => item.endpoint === endpoint.name),
  });
  const spent = spend.data?.reduce((sum, item) => sum + item.usd, 0);
  const runs = spend.data?.reduce((sum, item) => sum + item.runs, 0);
  return (
    <li className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-lg font-semibold">
            <Link to="/models/$name" params={{ name: endpoint.name }} className="hover:text-accent hover:underline">
              <bdi>{endpoint.name}</bdi>
            </Link>
          </h2>
          <p className="truncate text-xs text-ink-3" title={endpoint.baseUrl}>
            <bdi>{endpoint.baseUrl}</bdi>
          </p>
        </div>
        <HealthChip health={health} />
      </div>
      <dl className="grid grid-cols-3 gap-3">
        <Figure name="Spent" value={usd(spent)} detail={runs === undefined ? " " : plural(runs, "run")} />
        <Figure name="At once" value={count(endpoint.concurrency)} detail="calls at most" />
        <Figure name="Models" value={health.data ? count(health.data.models.length) : "–"} detail="it offers" />
      </dl>
      <div className="flex flex-wrap gap-1.5">
        {endpoint.hasKey ? <Chip icon={<KeyRound aria-hidden size={11} />}>has a key</Chip> : <Chip>no key</Chip>}
        {endpoint.requestsPerMinute ? <Chip>{count(endpoint.requestsPerMinute)} requests/min</Chip> : null}
        {endpoint.tokensPerMinute ? <Chip>{count(endpoint.tokensPerMinute)} tokens/min</Chip> : null}
        {Object.keys(endpoint.prices).length === 0 ? (
          <Chip tone="warn" title="Cost counts as $0, and a budget in dollars does not limit it">
            no prices
          </Chip>
        ) : null}
      </div>
    </li>
  );
}
