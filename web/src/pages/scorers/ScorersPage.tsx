import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";
import { type Scorers, scorers, unwrap } from "@/api";
import { Button, Chip, Drawer, Empty, Loaded, PageHead, TextField } from "@/ui";
import { TryOut } from "./TryOut";

const route = getRouteApi("/scorers");

/** What can judge an answer, with its parameters, and what it says of one. */
export function ScorersPage() {
  const { q, type, run } = route.useSearch();
  const navigate = useNavigate({ from: "/scorers" });
  const catalogue = useQuery({
    queryKey: ["scorers"],
    queryFn: ({ signal }) => unwrap(scorers.GET("/api/v1/scorers", { signal })),
    staleTime: 60_000,
  });
  const open = (next: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, type: next }), replace: true });
  return (
    <>
      <PageHead
        title="Scorers"
        lead="A scorer turns an answer into a number, with a reason. Weigh several in a sweep's objective."
      />
      {run === undefined ? null : (
        <p className="flex flex-wrap items-center gap-2 pb-4 text-ink-2">
          <span>
            Choose a scorer to try on the answer of run <code>{run}</code>.
          </span>
          <Button
            size="small"
            onClick={() => void navigate({ search: (before) => ({ ...before, run: undefined }), replace: true })}
          >
            Forget it
          </Button>
        </p>
      )}
      <TextField
        label="Find a scorer"
        hideLabel
        type="search"
        placeholder="Find a scorer"
        className="w-72 pb-4"
        defaultValue={q ?? ""}
        onChange={(event) =>
          void navigate({ search: (before) => ({ ...before, q: event.target.value || undefined }), replace: true })
        }
      />
      <Loaded query={catalogue} what="The scorers" lines={8}>
        {(page) => {
          const needle = (q ?? "").toLowerCase();
          const items = page.items.filter((item) => `${item.type} ${item.description}`.toLowerCase().includes(needle));
          return (
            <>
              {items.length === 0 ? <Empty title="No scorer matches">Change what you look for.</Empty> : null}
              <ul className="grid grid-cols-1 gap-4 md:grid-cols-2 2xl:grid-cols-3">
                {items.map((item) => (
                  <ScorerCard key={item.type} scorer={item} onTry={() => open(item.type)} />
                ))}
              </ul>
              {items.length > 0 ? <Common parameters={page.common} /> : null}
              <Drawer
                open={type !== undefined}
                onClose={() => open(undefined)}
                title={`Try ${type ?? ""}`}
                description="Nothing is kept."
              >
                {type === undefined ? null : (
                  <TryOut
                    key={type}
                    type={type}
                    parameters={page.items.find((item) => item.type === type)?.parameters ?? []}
                    runId={run}
                  />
                )}
              </Drawer>
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function ScorerCard({ scorer, onTry }: { scorer: Scorers["ScorerType"]; onTry: () => void }) {
  return (
    <li className="flex flex-col gap-2.5 rounded-lg border border-line bg-surface p-4">
      <div className="flex items-center gap-2">
        <h2 className="min-w-0 flex-1 truncate text-base font-semibold">
          <code>{scorer.type}</code>
        </h2>
        {scorer.source === "plug-in" ? <Chip tone="accent">plug-in</Chip> : null}
        <Button
          size="small"
          icon={<FlaskConical aria-hidden size={13} />}
          onClick={onTry}
          aria-label={`Try ${scorer.type}`}
        >
          Try
        </Button>
      </div>
      <p className="text-ink-2">{scorer.description}</p>
      {scorer.parameters.length > 0 ? (
        <Parameters parameters={scorer.parameters} />
      ) : (
        <p className="text-xs text-ink-3">No parameters of its own.</p>
      )}
    </li>
  );
}

function Parameters({ parameters }: { parameters: Scorers["ScorerParameter"][] }) {
  return (
    <dl className="flex flex-col gap-1 border-t border-line/70 pt-2 text-xs">
      {parameters.map((parameter) => (
        <div key={parameter.name} className="flex flex-wrap gap-x-2">
          <dt>
            <code>{parameter.name}</code>{" "}
            <span className="text-ink-3">
              {parameter.kind}
              {parameter.required ? ", required" : ""}
            </span>
          </dt>
          <dd className="text-ink-2">
            {parameter.description}
            {parameter.default === undefined || parameter.default === null ? null : (
              <span className="text-ink-3"> (default {JSON.stringify(parameter.default)})</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Common({ parameters }: { parameters: Scorers["ScorerParameter"][] }) {
  return (
    <section className="mt-4 max-w-3xl rounded-lg border border-line bg-surface p-4">
      <h2 className="font-semibold">Every scorer of a sweep also takes</h2>
      <Parameters parameters={parameters} />
    </section>
  );
}
