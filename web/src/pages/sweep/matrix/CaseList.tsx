import { useMemo, useState } from "react";
import { type KeysetPage, type Queries, queries, unwrap, useKeyset } from "@/api";
import { count, formatOf } from "@/format";
import { type Column, DataGrid, Empty, Failure, Loading } from "@/ui";
import { CandidateName } from "../CandidateName";
import type { Spot } from "./HeatGrid";
import type { Matrix, MatrixRow, View } from "./tiles";

const PAGE = 100;
const MOST_CANDIDATES = 200;

/** The matrix as a list that can be read line by line: each case with who does best and worst on it. */
export function CaseList({
  view,
  varying,
  onOpen,
}: {
  view: View;
  /** Parameters that tell candidates apart; all of them while that is unknown. */
  varying: readonly string[] | undefined;
  onOpen: (spot: Spot) => void;
}) {
  const [active, setActive] = useState<string>();
  const list = useKeyset<MatrixRow>(
    ["sweep", view.sweepId, "matrix", "list", view.metric, view.only, view.sort],
    async (after, signal) => {
      const offset = Number(after ?? 0);
      const page = (await unwrap(
        queries.GET("/api/v1/sweeps/{sweepId}/matrix", {
          params: {
            path: { sweepId: view.sweepId },
            query: {
              limit: PAGE,
              offset,
              columnLimit: MOST_CANDIDATES,
              ...(view.metric ? { metric: view.metric } : {}),
              ...(view.only ? { only: view.only } : {}),
              ...(view.sort ? { sort: view.sort } : {}),
            },
          },
          signal,
        }),
      )) as Matrix;
      const end = offset + page.rows.length;
      return {
        ...page,
        items: page.rows,
        ...(end < page.totalRows && page.rows.length > 0 ? { next: String(end) } : {}),
      } as unknown as KeysetPage<MatrixRow>;
    },
  );
  const head = list.data?.pages[0] as unknown as Matrix | undefined;
  const columns = useMemo(
    () => columnsOf(head?.columns ?? [], head?.metric, varying),
    [head?.columns, head?.metric, varying],
  );
  if (list.error && list.rows.length === 0) {
    return <Failure what="The matrix" error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.isPending) {
    return <Loading label="the matrix" lines={10} height={420} />;
  }
  if (list.rows.length === 0) {
    return (
      <Empty title="No such case">
        {view.only ? "On every case all candidates do the same." : "Nothing has ended yet."}
      </Empty>
    );
  }
  return (
    <DataGrid
      label="Cases"
      columns={columns}
      rows={list.rows}
      rowKey={(row) => String(row.caseIndex)}
      total={head?.totalRows}
      active={active}
      onActive={setActive}
      onOpen={(row) => {
        const best = extreme(row, 1);
        const column = best === undefined ? undefined : head?.columns[best];
        if (column && row.caseId !== undefined) {
          onOpen({ candidateIndex: column.candidateIndex, caseId: row.caseId });
        }
      }}
      onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
      height="68vh"
      rowHeight={40}
      minWidth={900}
    />
  );
}

/** Position of the highest (`sign` 1) or lowest (−1) cell of a row. */
function extreme(row: MatrixRow, sign: 1 | -1): number | undefined {
  let found: number | undefined;
  let value = Number.NEGATIVE_INFINITY;
  row.cells.forEach((cell, index) => {
    if (cell.mean !== undefined && sign * cell.mean > value) {
      value = sign * cell.mean;
      found = index;
    }
  });
  return found;
}

function columnsOf(
  candidates: readonly Queries["CandidateBrief"][],
  metric: string | undefined,
  varying: readonly string[] | undefined,
): Column<MatrixRow>[] {
  const format = formatOf(metric);
  const who = (row: MatrixRow, sign: 1 | -1) => {
    const index = extreme(row, sign);
    const candidate = index === undefined ? undefined : candidates[index];
    const mean = index === undefined ? undefined : row.cells[index]?.mean;
    return candidate ? (
      <span className="flex min-w-0 items-center gap-3">
        <span>{format(mean)}</span>
        <CandidateName row={candidate} varying={varying} />
      </span>
    ) : (
      <span className="text-ink-3">no score</span>
    );
  };
  return [
    {
      id: "case",
      header: "Case",
      width: "minmax(140px, 1fr)",
      cell: (row) => <bdi>{row.caseId ?? row.caseIndex}</bdi>,
    },
    { id: "mean", header: "Mean", width: "88px", align: "right", cell: (row) => format(row.mean) },
    { id: "spread", header: "Spread", width: "88px", align: "right", cell: (row) => format(row.spread) },
    { id: "failed", header: "Failed", width: "80px", align: "right", cell: (row) => count(row.failed ?? 0) },
    { id: "best", header: "Highest", width: "minmax(200px, 2fr)", cell: (row) => who(row, 1) },
    { id: "worst", header: "Lowest", width: "minmax(200px, 2fr)", cell: (row) => who(row, -1) },
  ];
}
