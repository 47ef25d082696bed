import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { RotateCw } from "lucide-react";
import { commands, own, queries, unwrap } from "@/api";
import { count, millis, NONE, plural, seconds, usd } from "@/format";
import { Ago, Button, Chip, Figure, Loaded, Loading, PageHead, Panel } from "@/ui";
import { UsedIn } from "../UsedIn";
import { HealthChip, useHealth } from "./health";

const route = getRouteApi("/models/$name");

/** One endpoint: does it answer, what has it, what may it, what has it cost. */
export function EndpointPage() {
  const { name } = route.useParams();
  const endpoint = useQuery({
    queryKey: ["endpoints", name],
    queryFn: ({ signal }) => unwrap(commands.GET("/api/v1/endpoints/{name}", { params: { path: { name } }, signal })),
  });
  const health = useHealth(name);
  return (
    <>
      <PageHead
        title={<bdi>{name}</bdi>}
        badges={<HealthChip health={health} />}
        lead={endpoint.data ? <bdi className="font-mono text-xs">{endpoint.data.baseUrl}</bdi> : null}
        actions={
          <Button
            busy={health.isFetching}
            icon={<RotateCw aria-hidden size={14} />}
            onClick={() => void health.refetch()}
          >
            Check health
          </Button>
        }
      />
      <Loaded query={endpoint} what={`Endpoint “${name}”`}>
        {(data) => (
          <div className="grid grid-cols-1 gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <div className="flex min-w-0 flex-col gap-4">
              <Panel
                title="Health"
                note={
                  health.data ? (
                    <>
                      checked <Ago at={health.data.checkedAt} />
                    </>
                  ) : null
                }
              >
                {health.data ? (
                  <div className="flex flex-col gap-3">
                    {health.data.message && health.data.status !== "up" ? (
                      <p className="inert">{health.data.message}</p>
                    ) : null}
                    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
                      <Figure name="Answered in" value={millis(health.data.latencyMs)} />
                      <Figure name="Models" value={count(health.data.models.length)} />
                      <Figure name="Time-out" value={seconds(data.timeoutSeconds)} />
                      <Figure name="Attempts" value={count(data.maxAttempts)} detail="per call at most" />
                    </dl>
                  </div>
                ) : health.error ? (
                  <p className="text-bad">{health.error.message}</p>
                ) : (
                  <Loading label="health" lines={3} />
                )}
              </Panel>
              <Spend endpoint={name} />
              <UsedIn endpoint={name} />
            </div>
            <div className="flex min-w-0 flex-col gap-4">
              <Panel title="Limits">
                <dl className="grid grid-cols-2 gap-3">
                  <Figure
                    name="Calls at once"
                    value={count(data.concurrency)}
                    detail="adapted below that by its answers"
                  />
                  <Figure
                    name="Requests per minute"
                    value={data.requestsPerMinute ? count(data.requestsPerMinute) : "no limit"}
                  />
                  <Figure
                    name="Tokens per minute"
                    value={data.tokensPerMinute ? count(data.tokensPerMinute) : "no limit"}
                  />
                  <Figure
                    name="Assumed answer"
                    value={count(data.maxTokensAssumed)}
                    detail="tokens reserved without max_tokens"
                  />
                </dl>
              </Panel>
              <Panel title="Models and prices" note="dollars per million tokens">
                <Models models={health.data?.models ?? []} prices={data.prices} />
              </Panel>
            </div>
          </div>
        )}
      </Loaded>
    </>
  );
}

function Models({ models, prices }: { models: string[]; prices: Record<string, { input: number; output: number }> }) {
  const names = [...new Set([...models, ...Object.keys(prices).filter((name) => name !== "*")])].sort();
  if (names.length === 0) {
    return <p className="text-ink-2">It names no models and none has a price.</p>;
  }
  return (
    <div className="max-h-96 overflow-auto" tabIndex={0} role="region" aria-label="Models and prices">
      <table className="w-full">
        <thead className="text-left text-2xs text-ink-3">
          <tr>
            <th scope="col" className="py-1 font-medium">
              Model
            </th>
            <th scope="col" className="num py-1 font-medium">
              Input
            </th>
            <th scope="col" className="num py-1 font-medium">
              Output
            </th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => {
            const price = own(prices, name) ?? prices["*"];
            return (
              <tr key={name} className="border-t border-line/70">
                <td className="max-w-0 truncate py-1.5 pr-3" title={name}>
                  <bdi>{name}</bdi>
                </td>
                <td className="num py-1.5">{price ? usd(price.input) : NONE}</td>
                <td className="num py-1.5 pl-4">{price ? usd(price.output) : NONE}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Spend({ endpoint }: { endpoint: string }) {
  const spend = useQuery({
    queryKey: ["spend"],
    queryFn: ({ signal }) => unwrap(queries.GET("/api/v1/spend", { signal })),
  });
  return (
    <Panel title="Spend" note="over all sweeps that are here" flush>
      <Loaded query={spend} what="The spend" lines={3}>
        {(list) => {
          const items = list.items.filter((item) => item.endpoint === endpoint);
          return items.length === 0 ? (
            <p className="px-4 pb-4 text-ink-2">No sweep has asked it yet.</p>
          ) : (
            <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Spend by model">
              <table className="w-full min-w-160">
                <thead className="bg-sunken text-left text-2xs text-ink-2">
                  <tr>
                    {["Model", "Spent", "Runs", "Failed", "From the cache", "Sweeps", "Last"].map((head, index) => (
                      <th
                        key={head}
                        scope="col"
                        className={index === 0 ? "px-4 py-1.5 font-medium" : "num px-4 py-1.5 font-medium"}
                      >
                        {head}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {items.map((item) => (
                    <tr key={item.model} className="border-t border-line/70">
                      <td className="max-w-0 truncate px-4 py-2">
                        <bdi>{item.model}</bdi>
                      </td>
                      <td className="num px-4">{usd(item.usd)}</td>
                      <td className="num px-4">{count(item.runs)}</td>
                      <td className="num px-4">
                        {item.failed > 0 ? <Chip tone="bad">{plural(item.failed, "run")}</Chip> : "0"}
                      </td>
                      <td className="num px-4">{count(item.hits)}</td>
                      <td className="num px-4">{count(item.sweeps)}</td>
                      <td className="num px-4 text-ink-2">
                        <Ago at={item.lastAt} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          );
        }}
      </Loaded>
    </Panel>
  );
}
