import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useMemo,
  useRef,
} from "react";
import { count } from "@/format";
import { classes } from "./classes";

/** One column. `width` is a CSS grid track: `120px` or `minmax(160px, 2fr)`. */
export interface Column<Row> {
  id: string;
  header: ReactNode;
  /** What assistive technology calls the column where `header` is no text. */
  name?: string;
  /** What the column means, where its name does not say it. */
  hint?: string;
  width: string;
  align?: "right" | undefined;
  /** Name of the server's order; a click on the header asks for it, then for its reverse. */
  sort?: string | undefined;
  /** The order that the first click asks for; figures where more is better begin at the top. */
  sortFirst?: "ascending" | "descending" | undefined;
  cell: (row: Row, index: number) => ReactNode;
}

export interface DataGridHandle {
  focus(): void;
}

export interface DataGridProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Rows that there are in all, where more exist than are here. */
  total?: number | undefined;
  /** The server's order, `-` first for descending, as in the API. */
  sort?: string | undefined;
  onSort?: ((sort: string) => void) | undefined;
  /** Key of the row that keyboard commands are about. */
  active?: string | undefined;
  onActive?: ((key: string) => void) | undefined;
  selected?: ReadonlySet<string> | undefined;
  /** Enter, or a click on the row. */
  onOpen?: ((row: Row) => void) | undefined;
  /** Keys beside the arrows while the grid has the focus; returns whether it was used. */
  onKey?: ((event: KeyboardEvent, row: Row | undefined) => boolean) | undefined;
  /** The end comes into view. */
  onEnd?: (() => void) | undefined;
  /** Pixels; every row has it, so that 100,000 of them scroll as smoothly as 10. */
  rowHeight?: number;
  /** CSS height; without one the grid is as high as its rows, up to 70 % of the window. */
  height?: string | undefined;
  minWidth?: number;
  rowClass?: ((row: Row) => string | undefined) | undefined;
  onFocusWithin?: ((within: boolean) => void) | undefined;
  ref?: Ref<DataGridHandle> | undefined;
}

/**
 * A grid that draws the visible rows only. The focus stays on the grid itself and points at the active row
 * (`aria-activedescendant`), because a row that scrolls away is removed and would take a focus of its own with it.
 */
export function DataGrid<Row>(props: DataGridProps<Row>) {
  const { columns, rows, rowKey, active, onActive, onOpen, onEnd, rowHeight = 36, height, minWidth = 0 } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  useImperativeHandle(props.ref, () => ({ focus: () => scroller.current?.focus() }), []);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollPaddingStart: rowHeight,
  });
  const items = virtual.getVirtualItems();
  const lastVisible = items.at(-1)?.index ?? 0;
  const reachedEnd = rows.length > 0 && lastVisible >= rows.length - 20;
  useEffect(() => {
    if (reachedEnd && rows.length > 0) {
      onEnd?.();
    }
  }, [reachedEnd, rows.length, onEnd]);
  const latest = useRef(props);
  latest.current = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: rowKey says the same of the same row, whichever function it is.
  const activeIndex = useMemo(
    () => (active === undefined ? -1 : rows.findIndex((row) => rowKey(row) === active)),
    [active, rows],
  );
  const press = useCallback((row: unknown, key: string) => {
    latest.current.onActive?.(key);
    latest.current.onOpen?.(row as Row);
  }, []);
  const template = columns.map((column) => column.width).join(" ");

  const move = (to: number) => {
    const index = Math.max(0, Math.min(rows.length - 1, to));
    const row = rows[index];
    if (row !== undefined) {
      onActive?.(rowKey(row));
      virtual.scrollToIndex(index);
    }
  };
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2);
  const keys: Record<string, () => void> = {
    ArrowDown: () => move(activeIndex + 1),
    ArrowUp: () => move(activeIndex < 0 ? 0 : activeIndex - 1),
    j: () => move(activeIndex + 1),
    k: () => move(activeIndex < 0 ? 0 : activeIndex - 1),
    PageDown: () => move(activeIndex + page),
    PageUp: () => move(activeIndex - page),
    Home: () => move(0),
    End: () => move(rows.length - 1),
    Enter: () => {
      const row = rows[activeIndex];
      if (row !== undefined) {
        onOpen?.(row);
      }
    },
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const own = keys[event.key];
    if (own) {
      own();
    } else if (!props.onKey?.(event, rows[activeIndex])) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={props.label}
      aria-rowcount={(props.total ?? rows.length) + 1}
      aria-colcount={columns.length}
      aria-activedescendant={
        activeIndex >= 0 && items.some((item) => item.index === activeIndex) ? `${id}-${activeIndex}` : undefined
      }
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={() => {
        props.onFocusWithin?.(true);
        if (activeIndex < 0 && rows[0] !== undefined) {
          onActive?.(rowKey(rows[0]));
        }
      }}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && props.onFocusWithin?.(false)}
      className="relative overflow-auto outline-offset-[-2px]"
      style={{ height: height ?? undefined, maxHeight: height ? undefined : "70vh", scrollPaddingTop: rowHeight }}
    >
      <div
        role="row"
        aria-rowindex={1}
        className="sticky top-0 z-10 grid border-y border-line bg-sunken"
        style={{ gridTemplateColumns: template, minWidth, height: 32 }}
      >
        {columns.map((column, index) => (
          <HeaderCell key={column.id} column={column} index={index} sort={props.sort} onSort={props.onSort} />
        ))}
      </div>
      <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize(), minWidth }}>
        {items.map((item) => {
          const row = rows[item.index] as Row;
          const key = rowKey(row);
          return (
            <Line
              key={key}
              id={`${id}-${item.index}`}
              row={row}
              rowKey={key}
              index={item.index}
              start={item.start}
              columns={columns as readonly Column<unknown>[]}
              template={template}
              rowHeight={rowHeight}
              active={item.index === activeIndex}
              selected={props.selected?.has(key)}
              look={props.rowClass?.(row)}
              opens={onOpen !== undefined}
              onPress={press}
            />
          );
        })}
      </div>
      {props.total !== undefined && props.total > rows.length ? (
        <p className="sticky bottom-0 left-0 border-t border-line bg-sunken px-3 py-1 text-xs text-ink-2">
          {count(rows.length)} of {count(props.total)} rows are here; more come as you scroll.
        </p>
      ) : null}
    </div>
  );
}

interface LineProps {
  id: string;
  row: unknown;
  rowKey: string;
  index: number;
  start: number;
  columns: readonly Column<unknown>[];
  template: string;
  rowHeight: number;
  active: boolean;
  /** Undefined where rows cannot be selected. */
  selected: boolean | undefined;
  look: string | undefined;
  opens: boolean;
  onPress: (row: unknown, key: string) => void;
}

/** One row. It is drawn anew only when something about it changes: scrolling leaves those alone that stay in view. */
const Line = memo(function Line(props: LineProps) {
  const { row, index, selected, active } = props;
  return (
    <div
      id={props.id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-active={active || undefined}
      onClick={() => props.onPress(row, props.rowKey)}
      onKeyDown={undefined}
      className={classes(
        "absolute inset-x-0 grid items-center border-b border-line/70 hover:bg-sunken/60",
        props.opens && "cursor-pointer",
        active && "bg-accent-soft/70 shadow-[inset_3px_0_0_var(--accent)] hover:bg-accent-soft",
        selected && "bg-accent-soft/50",
        props.look,
      )}
      style={{
        gridTemplateColumns: props.template,
        height: props.rowHeight,
        transform: `translateY(${props.start}px)`,
      }}
    >
      {props.columns.map((column, index) => (
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={index + 1}
          className={classes("min-w-0 truncate px-3", column.align === "right" && "num")}
        >
          {column.cell(row, props.index)}
        </div>
      ))}
    </div>
  );
});

function HeaderCell<Row>({
  column,
  index,
  sort,
  onSort,
}: {
  column: Column<Row>;
  index: number;
  sort: string | undefined;
  onSort: ((sort: string) => void) | undefined;
}) {
  const ascending = sort !== undefined && sort === column.sort;
  const descending = sort !== undefined && column.sort !== undefined && sort === `-${column.sort}`;
  const sortable = column.sort !== undefined && onSort !== undefined;
  const next = () => {
    if (ascending || (!descending && column.sortFirst === "descending")) {
      return `-${column.sort}`;
    }
    return column.sort ?? "";
  };
  const content = <span className="truncate">{column.header}</span>;
  return (
    <div
      role="columnheader"
      aria-colindex={index + 1}
      aria-label={column.name}
      title={column.hint}
      aria-sort={ascending ? "ascending" : descending ? "descending" : sortable ? "none" : undefined}
      className={classes(
        "flex min-w-0 items-center px-3 text-2xs font-medium text-ink-2",
        column.align === "right" && "justify-end",
      )}
    >
      {sortable ? (
        <button
          type="button"
          onClick={() => onSort(next())}
          className={classes(
            "flex min-h-6 min-w-0 items-center gap-1 rounded-sm hover:text-ink",
            (ascending || descending) && "text-ink",
          )}
        >
          {content}
          {ascending ? <ArrowUp aria-hidden size={12} /> : descending ? <ArrowDown aria-hidden size={12} /> : null}
        </button>
      ) : (
        content
      )}
    </div>
  );
}
