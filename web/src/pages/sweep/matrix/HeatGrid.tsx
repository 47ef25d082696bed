import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, memo, useCallback, useId, useRef, useState } from "react";
import { classes, Failure, Loading } from "@/ui";
import { describe } from "../CandidateName";
import { cellText, cellWords, shareOf } from "./shade";
import { type Matrix, type MatrixCell, useMatrixWindow, type View, type Window } from "./tiles";

const ROW = 28;
const COLUMN = 64;
const HEAD = 96;
const FIRST = 168;

export interface Spot {
  readonly candidateIndex: number;
  readonly caseId: string;
}

/** Cases × candidates as shades with their numbers. Draws what is visible in both directions; one tab stop, arrow keys inside. */
export function HeatGrid({
  view,
  onOpen,
  opened,
}: {
  view: View;
  onOpen: (spot: Spot) => void;
  opened: Spot | undefined;
}) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [sizes, setSizes] = useState({ rows: 1, columns: 1 });
  const [active, setActive] = useState({ row: 0, column: 0 });
  const latestOpen = useRef<(row: number, column: number) => void>(undefined);
  const press = useCallback((row: number, column: number) => {
    setActive({ row, column });
    latestOpen.current?.(row, column);
  }, []);
  const rows = useVirtualizer({
    count: sizes.rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 3,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
  });
  const columns = useVirtualizer({
    horizontal: true,
    count: sizes.columns,
    getScrollElement: () => scroller.current,
    estimateSize: () => COLUMN,
    overscan: 1,
    scrollMargin: FIRST,
    scrollPaddingStart: FIRST,
  });
  const rowItems = rows.getVirtualItems();
  const columnItems = columns.getVirtualItems();
  const window = useMatrixWindow(
    view,
    { first: rowItems[0]?.index ?? 0, last: rowItems.at(-1)?.index ?? 0 },
    { first: columnItems[0]?.index ?? 0, last: columnItems.at(-1)?.index ?? 0 },
  );
  const { head } = window;
  if (head && (head.totalRows !== sizes.rows || head.totalColumns !== sizes.columns)) {
    setSizes({ rows: head.totalRows, columns: head.totalColumns });
  }
  if (!head) {
    return window.error ? (
      <Failure what="The matrix" error={window.error} onRetry={window.retry} />
    ) : (
      <Loading label="the matrix" lines={12} height={420} />
    );
  }
  const scale = scaleOf(head, window, rowItems, columnItems);

  const go = (row: number, column: number) => {
    const next = {
      row: Math.max(0, Math.min(sizes.rows - 1, row)),
      column: Math.max(0, Math.min(sizes.columns - 1, column)),
    };
    setActive(next);
    rows.scrollToIndex(next.row);
    columns.scrollToIndex(next.column);
  };
  const open = (row: number, column: number) => {
    const candidate = window.column(column);
    const caseId = window.row(row)?.caseId;
    if (candidate && caseId !== undefined) {
      onOpen({ candidateIndex: candidate.candidateIndex, caseId });
    }
  };
  latestOpen.current = open;
  const keys: Record<string, () => void> = {
    ArrowDown: () => go(active.row + 1, active.column),
    ArrowUp: () => go(active.row - 1, active.column),
    ArrowRight: () => go(active.row, active.column + 1),
    ArrowLeft: () => go(active.row, active.column - 1),
    j: () => go(active.row + 1, active.column),
    k: () => go(active.row - 1, active.column),
    PageDown: () => go(active.row + 15, active.column),
    PageUp: () => go(active.row - 15, active.column),
    Home: () => go(active.row, 0),
    End: () => go(active.row, sizes.columns - 1),
    Enter: () => open(active.row, active.column),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const run = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (run) {
      run();
      event.preventDefault();
      event.stopPropagation();
    }
  };
  const cellId = (row: number, column: number) => `${id}-${row}-${column}`;
  const shown =
    rowItems.some((one) => one.index === active.row) && columnItems.some((one) => one.index === active.column);

  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={`${head.metric}: cases by candidates`}
      aria-rowcount={sizes.rows + 1}
      aria-colcount={sizes.columns + 1}
      aria-activedescendant={shown ? cellId(active.row, active.column) : undefined}
      onKeyDown={onKeyDown}
      className="relative h-[68vh] overflow-auto outline-offset-[-2px]"
    >
      <div
        className="relative"
        style={{ height: HEAD + rows.getTotalSize(), width: FIRST + columns.getTotalSize(), minWidth: "100%" }}
      >
        <div role="row" aria-rowindex={1} className="sticky top-0 z-20 bg-sunken" style={{ height: HEAD }}>
          <div
            role="columnheader"
            aria-colindex={1}
            className="sticky left-0 z-10 inline-flex h-full items-end border-r border-b border-line bg-sunken px-3 py-2 text-2xs font-medium text-ink-2"
            style={{ width: FIRST }}
          >
            Case
          </div>
          {columnItems.map((item) => (
            <ColumnHead key={item.key} window={window} index={item.index} left={item.start} />
          ))}
        </div>
        {rowItems.map((rowItem) => {
          const row = window.row(rowItem.index);
          return (
            <div
              key={rowItem.key}
              role="row"
              aria-rowindex={rowItem.index + 2}
              className="absolute left-0"
              style={{ top: rowItem.start, height: ROW, width: FIRST + columns.getTotalSize() }}
            >
              <div
                role="rowheader"
                aria-colindex={1}
                title={row?.caseId}
                className="sticky left-0 z-10 inline-flex h-full items-center gap-2 border-r border-b border-line bg-surface px-3 text-xs"
                style={{ width: FIRST }}
              >
                <bdi className="min-w-0 flex-1 truncate">{row ? (row.caseId ?? `number ${row.caseIndex}`) : "…"}</bdi>
                {row?.spread ? (
                  <span className="text-2xs text-ink-3">
                    Δ {cellText({ runs: 1, failed: 0, scored: 1, mean: row.spread }, 1)}
                  </span>
                ) : null}
              </div>
              {columnItems.map((columnItem) => {
                const cell = window.cell(rowItem.index, columnItem.index);
                const isOpen =
                  opened !== undefined &&
                  opened.caseId === row?.caseId &&
                  opened.candidateIndex === window.column(columnItem.index)?.candidateIndex;
                return (
                  <CellBox
                    key={columnItem.key}
                    id={cellId(rowItem.index, columnItem.index)}
                    cell={cell}
                    column={columnItem.index}
                    left={columnItem.start}
                    repeats={head.repeats}
                    share={shareOf(cell?.mean, scale.low, scale.high)}
                    active={active.row === rowItem.index && active.column === columnItem.index}
                    opened={isOpen}
                    row={rowItem.index}
                    onPress={press}
                  />
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Scores between 0 and 1 have that scale; others the ends of what is in the window. */
function scaleOf(
  head: Matrix,
  window: Window,
  rows: readonly { index: number }[],
  columns: readonly { index: number }[],
): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    for (const column of columns) {
      const mean = window.cell(row.index, column.index)?.mean;
      if (mean !== undefined && Number.isFinite(mean)) {
        low = Math.min(low, mean);
        high = Math.max(high, mean);
      }
    }
  }
  return head.binary || (low >= 0 && high <= 1) || low > high ? { low: 0, high: 1 } : { low, high };
}

function ColumnHead({ window, index, left }: { window: Window; index: number; left: number }) {
  const column = window.column(index);
  const name = column ? describe(column) : "loading";
  return (
    <div
      role="columnheader"
      aria-colindex={index + 2}
      aria-label={name}
      title={name}
      className="absolute top-0 flex h-full flex-col justify-end border-r border-b border-line/70 px-1.5 pb-1.5 text-2xs leading-4"
      style={{ left, width: COLUMN }}
    >
      <bdi className="truncate font-medium text-ink">{column?.prompt ?? "…"}</bdi>
      <bdi className="truncate text-ink-2">{column?.model.split("/").at(-1)}</bdi>
      <bdi className="truncate text-ink-3">
        {Object.values((column?.params ?? {}) as Record<string, unknown>)
          .map((value) => String(value))
          .join(" · ")}
      </bdi>
      <span className="text-ink-3">{column?.rank === undefined ? "" : `rank ${column.rank}`}</span>
    </div>
  );
}

/** One cell. Drawn anew only when something about it changes: scrolling leaves those alone that stay in view. */
const CellBox = memo(function CellBox({
  id,
  cell,
  row,
  column,
  left,
  repeats,
  share,
  active,
  opened,
  onPress,
}: {
  id: string;
  cell: MatrixCell | undefined;
  row: number;
  column: number;
  left: number;
  repeats: number;
  share: number | undefined;
  active: boolean;
  opened: boolean;
  onPress: (row: number, column: number) => void;
}) {
  const words = cellWords(cell, repeats);
  return (
    <div
      id={id}
      role="gridcell"
      aria-colindex={column + 2}
      aria-label={words}
      aria-selected={opened}
      title={words}
      onClick={() => onPress(row, column)}
      className={classes(
        "absolute top-0 flex h-full cursor-pointer items-center justify-center border-r border-b border-surface text-2xs tabular-nums",
        cell && cell.failed > 0 && cell.scored === 0 && "hatch bg-bad-soft text-bad",
        active && "z-1 outline-2 outline-focus",
        opened && "ring-2 ring-accent",
      )}
      style={{
        left,
        width: COLUMN,
        ...(share === undefined
          ? {}
          : {
              backgroundColor: `color-mix(in oklab, var(--cell-1) ${Math.round(share * 100)}%, var(--cell-0))`,
            }),
      }}
    >
      {cellText(cell, repeats)}
      {cell && cell.failed > 0 && cell.scored > 0 ? <span aria-hidden>*</span> : null}
    </div>
  );
});
