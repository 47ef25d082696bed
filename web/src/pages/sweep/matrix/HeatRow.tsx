import type { VirtualItem } from "@tanstack/react-virtual";
import { memo } from "react";
import { parameter } from "@/format";
import { classes } from "@/ui";
import { describe, paramsOf } from "../CandidateName";
import { cellText, cellWords, type Figure, figureText, shadeClass, shareOf } from "./shade";
import { type Slots, slotOf } from "./slots";
import type { MatrixCell, MatrixColumn, MatrixRow, Window } from "./tiles";

/** Pixels. */
export const ROW = 28;
export const COLUMN = 72;
export const HEAD = 96;
export const FIRST = 168;

/** Who a column is. */
export const ColumnHead = memo(function ColumnHead({
  column,
  index,
  left,
  varying,
}: {
  column: MatrixColumn | undefined;
  index: number;
  left: number;
  varying: readonly string[] | undefined;
}) {
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
      <span className="flex gap-[0.3em]">
        <bdi className="truncate font-medium text-ink">{column?.prompt ?? "…"}</bdi>
        {column && column.promptVersion > 1 ? (
          <span className="shrink-0 text-ink-2">v{column.promptVersion}</span>
        ) : null}
      </span>
      <bdi className="truncate text-ink-2">{column?.model.split("/").at(-1)}</bdi>
      <bdi className="truncate text-ink-3">
        {column
          ? paramsOf(column, varying)
              .map(([, value]) => parameter(value))
              .join(" · ")
          : ""}
      </bdi>
      <span className="text-ink-3">{column?.rank === undefined ? "" : `rank ${column.rank}`}</span>
    </div>
  );
});

interface HeatRowProps {
  index: number;
  top: number;
  width: number;
  /** Undefined while it is on the way. */
  row: MatrixRow | undefined;
  columns: readonly VirtualItem[];
  slots: Slots;
  window: Window;
  figure: Figure;
  /** Values of the weakest and of the strongest shade; the former is larger where less is better. */
  worst: number;
  best: number;
  /** Column of the active cell, when it is in this row. */
  active: number | undefined;
  activeId: string;
  /** The candidate whose cell is open, when it is in this row. */
  opened: number | undefined;
}

/** One case. Drawn anew only when something about it changes: scrolling down leaves those alone that stay in view. */
export const HeatRow = memo(function HeatRow(props: HeatRowProps) {
  const { index, row, window, figure } = props;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className="absolute left-0"
      style={{ top: props.top, height: ROW, width: props.width, contain: "layout size style" }}
    >
      <div
        role="rowheader"
        aria-colindex={1}
        title={row?.caseId}
        className="sticky left-0 z-10 inline-flex h-full items-center gap-2 border-r border-b border-line bg-surface px-3 text-xs"
        style={{ width: FIRST }}
      >
        <bdi className="min-w-0 flex-1 truncate">{row ? (row.caseId ?? `number ${row.caseIndex}`) : "…"}</bdi>
        {row?.spread ? <span className="text-2xs text-ink-3">Δ {figureText(row.spread, figure.metric)}</span> : null}
      </div>
      {props.columns.map((item) => {
        const cell = window.cell(index, item.index);
        return (
          <Cell
            key={slotOf(props.slots, item.index)}
            id={props.active === item.index ? props.activeId : undefined}
            cell={cell}
            column={item.index}
            left={item.start}
            figure={figure}
            shade={shadeClass(shareOf(cell?.mean, props.worst, props.best))}
            opened={props.opened !== undefined && window.column(item.index)?.candidateIndex === props.opened}
          />
        );
      })}
    </div>
  );
});

interface CellProps {
  /** The active cell has one, which the grid points at. */
  id: string | undefined;
  cell: MatrixCell | undefined;
  column: number;
  left: number;
  figure: Figure;
  shade: string | undefined;
  opened: boolean;
}

/** One cell, drawn anew only when something about it changes. */
const Cell = memo(function Cell({ id, cell, column, left, figure, shade, opened }: CellProps) {
  return (
    <div
      id={id}
      role="gridcell"
      aria-colindex={column + 2}
      aria-label={cellWords(cell, figure)}
      aria-selected={opened || undefined}
      className={classes(
        "absolute top-0 h-full cursor-pointer overflow-hidden border-r border-b border-surface text-center text-2xs tabular-nums",
        shade,
        cell && cell.failed > 0 && cell.scored === 0 && "hatch bg-bad-soft text-bad",
        id !== undefined && "outline-2 -outline-offset-2 outline-focus",
        opened && "ring-2 ring-accent ring-inset",
      )}
      style={{ left, width: COLUMN, lineHeight: `${ROW}px`, contain: "layout size style" }}
    >
      {cellText(cell, figure)}
      {cell && cell.failed > 0 && cell.scored > 0 ? <span aria-hidden>*</span> : null}
    </div>
  );
});
