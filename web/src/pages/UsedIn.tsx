import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { queries, unwrap } from "@/api";
import { count } from "@/format";
import { Ago, Loaded, Panel, StatusChip } from "@/ui";

/** Sweeps that use a thing. Exactly one of the names is given. */
export function UsedIn(thing: { prompt?: string; dataset?: string; endpoint?: string; scorer?: string }) {
  const sweeps = useQuery({
    queryKey: ["sweeps", "using", thing],
    queryFn: ({ signal }) =>
      unwrap(
        queries.GET("/api/v1/sweeps", {
          params: { query: { ...thing, archived: "all", limit: 20, sort: "-updated" } },
          signal,
        }),
      ),
  });
  return (
    <Panel
      title="Used in"
      note={sweeps.data ? `${count(sweeps.data.total)} ${sweeps.data.total === 1 ? "sweep" : "sweeps"}` : null}
      flush
    >
      <Loaded query={sweeps} what="The list of its sweeps" lines={3}>
        {(page) =>
          page.items.length === 0 ? (
            <p className="px-4 pb-4 text-ink-2">No sweep has used it yet.</p>
          ) : (
            <ul>
              {page.items.map((sweep) => (
                <li key={sweep.sweepId} className="flex min-h-9 items-center gap-3 border-t border-line/70 px-4">
                  <Link
                    to="/sweeps/$sweepId/live"
                    params={{ sweepId: sweep.sweepId }}
                    className="min-w-0 flex-1 truncate hover:text-accent hover:underline"
                  >
                    <bdi>{sweep.name}</bdi>
                  </Link>
                  <StatusChip status={sweep.status} />
                  <span className="w-28 text-right text-xs text-ink-3">
                    <Ago at={sweep.updatedAt ?? sweep.createdAt} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}
