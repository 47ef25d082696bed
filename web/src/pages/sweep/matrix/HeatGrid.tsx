import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type MouseEvent, useId, useMemo, useRef, useState } from "react";
import { Failure, Loading } from "@/ui";
import { COLUMN, ColumnHead, FIRST, HEAD, HeatRow, ROW } from "./HeatRow";
import { NO_SLOTS, type Slots, slotOf, slotsOf } from "./slots";
import { type Matrix, useMatrixWindow, type View, type Window } from "./tiles";

export interface Spot {
  readonly candidateIndex: number;
  readonly caseId: string;
}

/** Cases × candidates as shades with their numbers. Draws what is visible in both directions; one tab stop, arrow keys inside. */
export function HeatGrid({
  view,
  lowerIsBetter,
  varying,
  onOpen,
  opened,
}: {
  view: View;
  lowerIsBetter: boolean;
  /** Parameters that tell columns apart; all of them while that is unknown. */
  varying: readonly string[] | undefined;
  onOpen: (spot: Spot) => void;
  opened: Spot | undefined;
}) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [sizes, setSizes] = useState({ rows: 1, columns: 1 });
  const [active, setActive] = useState({ row: 0, column: 0 });
  const rows = useVirtualizer({
    count: sizes.rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 3,
    // Both directions in one drawing, not one each.
    useFlushSync: false,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
  });
  const columns = useVirtualizer({
    horizontal: true,
    count: sizes.columns,
    getScrollElement: () => scroller.current,
    estimateSize: () => COLUMN,
    overscan: 1,
    useFlushSync: false,
    scrollMargin: FIRST,
    scrollPaddingStart: FIRST,
  });
  const rowItems = rows.getVirtualItems();
  const columnItems = columns.getVirtualItems();
  const rowSlots = useSlots(rowItems);
  const columnSlots = useSlots(columnItems);
  const window = useMatrixWindow(
    view,
    { first: rowItems[0]?.index ?? 0, last: rowItems.at(-1)?.index ?? 0 },
    { first: columnItems[0]?.index ?? 0, last: columnItems.at(-1)?.index ?? 0 },
  );
  const { head } = window;
  const figure = useMemo(
    () => ({ metric: head?.metric ?? "", repeats: head?.repeats ?? 1 }),
    [head?.metric, head?.repeats],
  );
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
  const { worst, best } = scaleOf(head, lowerIsBetter, window, rowItems, columnItems);

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
  const spotAt = (event: MouseEvent) => {
    const cell = (event.target as Element).closest("[role=gridcell]");
    const row = cell?.closest("[role=row]");
    return cell && row
      ? {
          cell,
          row: Number(row.getAttribute("aria-rowindex")) - 2,
          column: Number(cell.getAttribute("aria-colindex")) - 2,
        }
      : undefined;
  };
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
      aria-activedescendant={shown ? id : undefined}
      onKeyDown={onKeyDown}
      // One listener for all cells: cells come and go with every step.
      onClick={(event) => {
        const spot = spotAt(event);
        if (spot) {
          setActive({ row: spot.row, column: spot.column });
          open(spot.row, spot.column);
        }
      }}
      onPointerOver={(event) => {
        const cell = spotAt(event)?.cell;
        cell?.setAttribute("title", cell.getAttribute("aria-label") ?? "");
      }}
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
            <ColumnHead
              key={slotOf(columnSlots, item.index)}
              column={window.column(item.index)}
              index={item.index}
              left={item.start}
              varying={varying}
            />
          ))}
        </div>
        {rowItems.map((item) => {
          const row = window.row(item.index);
          return (
            <HeatRow
              key={slotOf(rowSlots, item.index)}
              index={item.index}
              top={item.start}
              width={FIRST + columns.getTotalSize()}
              row={row}
              columns={columnItems}
              slots={columnSlots}
              window={window}
              figure={figure}
              worst={worst}
              best={best}
              active={active.row === item.index ? active.column : undefined}
              activeId={id}
              opened={opened !== undefined && opened.caseId === row?.caseId ? opened.candidateIndex : undefined}
            />
          );
        })}
      </div>
    </div>
  );
}

function useSlots(items: readonly { index: number }[]): Slots {
  const slots = useRef(NO_SLOTS);
  slots.current = slotsOf(slots.current, items[0]?.index ?? 0, items.at(-1)?.index ?? -1);
  return slots.current;
}

/** Figures of which the size says nothing: only their order does. */
const RELATIVE = new Set(["cost-per-run-usd", "latency-ms", "tokens"]);

/** Scores between 0 and 1 have that scale; others the ends of what is in the window. */
function scaleOf(
  head: Matrix,
  lowerIsBetter: boolean,
  window: Window,
  rows: readonly { index: number }[],
  columns: readonly { index: number }[],
): { worst: number; best: number } {
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
  const share = low > high || (!RELATIVE.has(head.metric) && (head.binary || (low >= 0 && high <= 1)));
  const ends = share ? { low: 0, high: 1 } : { low, high };
  return lowerIsBetter ? { worst: ends.high, best: ends.low } : { worst: ends.low, best: ends.high };
}
