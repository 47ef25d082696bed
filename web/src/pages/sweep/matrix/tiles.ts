import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Queries, queries, unwrap } from "@/api";

export type Matrix = Queries["Matrix"];
export type MatrixRow = Matrix["rows"][number];
export type MatrixCell = Queries["Cell"];
export type MatrixColumn = Matrix["columns"][number];

/** Cells are read in tiles, so that a window that moves by a row reads nothing new. */
export const TILE = { rows: 100, columns: 40 } as const;

export interface Range {
  readonly first: number;
  readonly last: number;
}

export interface View {
  readonly sweepId: string;
  readonly metric: string | undefined;
  readonly only: "diff" | undefined;
  readonly sort: string | undefined;
}

export interface Tile {
  readonly row: number;
  readonly column: number;
}

/** The tiles that a window touches. */
export function tilesOf(rows: Range, columns: Range): Tile[] {
  const tiles: Tile[] = [];
  for (let row = Math.floor(rows.first / TILE.rows); row <= Math.floor(rows.last / TILE.rows); row += 1) {
    for (
      let column = Math.floor(columns.first / TILE.columns);
      column <= Math.floor(columns.last / TILE.columns);
      column += 1
    ) {
      tiles.push({ row, column });
    }
  }
  return tiles;
}

export function matrixKey(view: View): readonly unknown[] {
  return ["sweep", view.sweepId, "matrix", view.metric, view.only, view.sort];
}

function read(view: View, tile: Tile, signal: AbortSignal): Promise<Matrix> {
  return unwrap(
    queries.GET("/api/v1/sweeps/{sweepId}/matrix", {
      params: {
        path: { sweepId: view.sweepId },
        query: {
          limit: TILE.rows,
          offset: tile.row * TILE.rows,
          columnLimit: TILE.columns,
          columnOffset: tile.column * TILE.columns,
          ...(view.metric ? { metric: view.metric } : {}),
          ...(view.only ? { only: view.only } : {}),
          ...(view.sort ? { sort: view.sort } : {}),
        },
      },
      signal,
    }),
  ) as Promise<Matrix>;
}

export interface Window {
  /** Any tile that is here, for totals and the metric. */
  readonly head: Matrix | undefined;
  readonly error: unknown;
  readonly column: (index: number) => MatrixColumn | undefined;
  readonly row: (index: number) => MatrixRow | undefined;
  /** Undefined while its tile is on the way. */
  readonly cell: (row: number, column: number) => MatrixCell | undefined;
  readonly retry: () => void;
}

/** The part of the matrix that a window needs. */
export function useMatrixWindow(view: View, rows: Range, columns: Range): Window {
  const tiles = tilesOf(rows, columns);
  const results = useQueries({
    queries: tiles.map((tile) => ({
      queryKey: [...matrixKey(view), tile.row, tile.column],
      queryFn: ({ signal }: { signal: AbortSignal }) => read(view, tile, signal),
      staleTime: 30_000,
    })),
  });
  const stamp = results.map((result) => result.dataUpdatedAt).join("/");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `stamp` stands for the results.
  return useMemo(() => {
    const byTile = new Map<string, Matrix>();
    tiles.forEach((tile, index) => {
      const data = results[index]?.data;
      if (data) {
        byTile.set(`${tile.row}/${tile.column}`, data);
      }
    });
    const all = [...byTile.values()];
    const at = (row: number, column: number) =>
      byTile.get(`${Math.floor(row / TILE.rows)}/${Math.floor(column / TILE.columns)}`);
    const anyOfRow = (row: number) =>
      tiles.map((tile) => at(row, tile.column * TILE.columns)).find((tile) => tile !== undefined);
    const anyOfColumn = (column: number) =>
      tiles.map((tile) => at(tile.row * TILE.rows, column)).find((tile) => tile !== undefined);
    return {
      head: all[0],
      error: results.find((result) => result.error)?.error,
      column: (index) => anyOfColumn(index)?.columns[index % TILE.columns],
      row: (index) => anyOfRow(index)?.rows[index % TILE.rows],
      cell: (row, column) => at(row, column)?.rows[row % TILE.rows]?.cells[column % TILE.columns],
      retry: () => {
        for (const result of results.filter((one) => one.error)) {
          void result.refetch();
        }
      },
    };
  }, [stamp, tiles.map((tile) => `${tile.row}/${tile.column}`).join(" "), results.some((result) => result.error)]);
}
