import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useMemo, useRef, useState } from "react";
import { type KeysetPage, type Queries, queries, unwrap, useKeyset } from "@/api";
import { formatOf, score } from "@/format";
import {
  type Column,
  DataGrid,
  type DataGridHandle,
  Delta,
  Diff,
  Drawer,
  Empty,
  Failure,
  Loaded,
  Loading,
  Panel,
  Plain,
  Segments,
} from "@/ui";
import { queryOf } from "./search";

type Comparison = Queries["Comparison"];
type Case = Queries["ComparedCases"]["items"][number];

const PAGE = 200;

/** The shared cases, those that differ most first; each opens what the candidates answered. */
export function Cases({
  comparison,
  search,
  onCase,
  tools,
}: {
  comparison: Comparison;
  search: Record<string, unknown>;
  onCase: (id: string | undefined) => void;
  tools: ReactNode;
}) {
  const [only, setOnly] = useState<"all" | "diff" | "better" | "worse">("all");
  const [active, setActive] = useState<string>();
  const grid = useRef<DataGridHandle>(null);
  const candidates = queryOf(search);
  const { metric, base } = comparison;
  const list = useKeyset<Case>(["compare", "cases", candidates, base, metric, only], async (after, signal) => {
    const offset = Number(after ?? 0);
    const page = await unwrap(
      queries.GET("/api/v1/compare/cases", {
        params: { query: { ...candidates, base, metric, limit: PAGE, offset, ...(only === "all" ? {} : { only }) } },
        signal,
      }),
    );
    const end = offset + page.items.length;
    return { ...page, ...(end < page.total ? { next: String(end) } : {}) } as KeysetPage<Case>;
  });
  const total = (list.data?.pages[0] as { total?: number } | undefined)?.total;
  const columns = useMemo(() => columnsOf(comparison), [comparison]);
  const opened = typeof search["case"] === "string" ? search["case"] : undefined;
  return (
    <Panel
      title="Cases"
      flush
      tools={
        <>
          {tools}
          <Segments
            label="Which cases"
            value={only}
            options={[
              { value: "all", label: "All" },
              { value: "diff", label: "Different" },
              { value: "better", label: "Better" },
              { value: "worse", label: "Worse" },
            ]}
            onChange={setOnly}
          />
        </>
      }
    >
      {list.error && list.rows.length === 0 ? (
        <Failure what="The cases" error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading label="the cases" lines={8} height={300} />
      ) : list.rows.length === 0 ? (
        <Empty title="No such case">
          {only === "all" ? "The candidates share no finished case yet." : "No shared case is like that."}
        </Empty>
      ) : (
        <DataGrid
          ref={grid}
          label="Cases by difference"
          columns={columns}
          rows={list.rows}
          rowKey={(row) => row.caseId}
          total={total}
          active={active ?? opened}
          onActive={setActive}
          onOpen={(row) => onCase(row.caseId)}
          onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
          minWidth={560}
        />
      )}
      {opened === undefined ? null : (
        <Drawer
          open
          width={920}
          title={<bdi>{opened}</bdi>}
          description="what each of them answered"
          onClose={() => {
            onCase(undefined);
            grid.current?.focus();
          }}
        >
          <Outputs candidates={candidates} base={base} caseId={opened} />
        </Drawer>
      )}
    </Panel>
  );
}

function columnsOf(comparison: Comparison): Column<Case>[] {
  const format = formatOf(comparison.metric);
  const ofKey = (row: Case, key: string) => row.values.find((one) => one.key === key);
  return [
    { id: "case", header: "Case", width: "minmax(140px, 2fr)", cell: (row) => <bdi>{row.caseId}</bdi> },
    ...comparison.candidates.map(({ key }): Column<Case> => {
      const isBase = key === comparison.base;
      return {
        id: key,
        header: `${key.toUpperCase()}${isBase ? " (baseline)" : ""}`,
        width: "minmax(120px, 1fr)",
        align: "right",
        cell: (row) => {
          const value = ofKey(row, key);
          return value?.mean === undefined ? (
            <span className="text-ink-3">{value && (value.failed ?? 0) > 0 ? "failed" : "no score"}</span>
          ) : (
            <>
              {format(value.mean)}
              {isBase ? null : (
                <span className="pl-2">
                  <Delta value={value.difference} lowerIsBetter={!comparison.maximize} format={format} />
                </span>
              )}
            </>
          );
        },
      };
    }),
  ];
}

/** Answers to one case; every other one with its difference to the baseline's. */
function Outputs({
  candidates,
  base,
  caseId,
}: {
  candidates: ReturnType<typeof queryOf>;
  base: string;
  caseId: string;
}) {
  const [look, setLook] = useState<"diff" | "both" | "plain">("diff");
  const query = useQuery({
    queryKey: ["compare", "outputs", candidates, caseId],
    queryFn: ({ signal }) =>
      unwrap(queries.GET("/api/v1/compare/outputs", { params: { query: { ...candidates, case: caseId } }, signal })),
  });
  return (
    <Loaded query={query} what="The outputs" lines={8}>
      {(outputs) => {
        const baseText = outputs.candidates.find((one) => one.key === base)?.runs[0]?.output;
        return (
          <div className="flex flex-col gap-5">
            <Segments
              label="How to show the outputs"
              value={look}
              options={[
                { value: "diff", label: "Difference" },
                { value: "both", label: "Side by side" },
                { value: "plain", label: "As they are" },
              ]}
              onChange={setLook}
            />
            {outputs.candidates.map(({ key, runs }) => (
              <section key={key} aria-label={`Candidate ${key}`} className="flex flex-col gap-2">
                <h3 className="font-semibold uppercase">
                  {key}{" "}
                  {key === base ? <span className="text-xs font-normal text-ink-3 normal-case">baseline</span> : null}
                </h3>
                {runs.length === 0 ? <p className="text-ink-2">No run of this case has ended.</p> : null}
                {runs.map(({ run, output, truncated }) => (
                  <div key={run.runId} className="flex flex-col gap-1">
                    <p className="text-xs text-ink-3">
                      {runs.length > 1 ? `repeat ${run.repeat + 1} · ` : ""}
                      {run.scores
                        .map((one) => `${one.metric} ${one.value === undefined ? "unscored" : score(one.value)}`)
                        .join(" · ")}
                    </p>
                    {output === undefined ? (
                      <p className="inert text-bad">{run.message ?? "This run failed."}</p>
                    ) : key === base || look === "plain" || baseText === undefined ? (
                      <Plain label={`output of ${key}`} text={output} />
                    ) : (
                      <Diff
                        before={baseText}
                        after={output}
                        sideBySide={look === "both"}
                        names={[base.toUpperCase(), key.toUpperCase()]}
                      />
                    )}
                    {truncated ? <p className="text-xs text-warn">Only the beginning of a larger answer.</p> : null}
                  </div>
                ))}
              </section>
            ))}
          </div>
        );
      }}
    </Loaded>
  );
}
