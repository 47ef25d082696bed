import { type ReactNode, useMemo, useState } from "react";
import type { Column } from "@/ui";
import { canBe, type Sweep } from "./filing";

const canBeMarked = (sweep: Sweep) => canBe("archive", sweep) || canBe("unarchive", sweep);

/** Which of the rows are marked for what is done to many at once. Only rows that are here can be. */
export function useMarks(rows: readonly Sweep[]) {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const markable = useMemo(() => rows.filter(canBeMarked), [rows]);
  const marked = useMemo(() => markable.filter((row) => keys.has(row.sweepId)), [markable, keys]);
  const chosen = useMemo(() => new Set(marked.map((row) => row.sweepId)), [marked]);
  const all = markable.length > 0 && marked.length === markable.length;
  return {
    marked,
    chosen,
    all,
    markable,
    clear: () => setKeys(new Set()),
    toggle: (sweep: Sweep | undefined) => {
      if (sweep && canBeMarked(sweep)) {
        setKeys((before) => {
          const next = new Set(before);
          if (!next.delete(sweep.sweepId)) {
            next.add(sweep.sweepId);
          }
          return next;
        });
      }
    },
    toggleAll: () => setKeys(all ? new Set() : new Set(markable.map((row) => row.sweepId))),
  };
}

export type Marks = ReturnType<typeof useMarks>;

const BOX = "size-4 accent-(--accent) disabled:opacity-40";

/** The column of the marks: a box for each row, and one for all of them that have ended and are here. */
export function markColumn(marks: Marks): Column<Sweep> {
  return {
    id: "mark",
    name: "Marked",
    width: "44px",
    header: (
      <Target>
        <input
          type="checkbox"
          className={BOX}
          aria-label={`Mark all ${marks.markable.length} ended sweeps that are shown`}
          checked={marks.all}
          ref={(box) => {
            if (box) {
              box.indeterminate = marks.marked.length > 0 && !marks.all;
            }
          }}
          disabled={marks.markable.length === 0}
          onChange={marks.toggleAll}
        />
      </Target>
    ),
    cell: (sweep) => {
      const able = canBeMarked(sweep);
      return (
        <Target title={able ? undefined : "Not ended: cancel it or wait, then it can go into the archive"}>
          <input
            type="checkbox"
            tabIndex={-1}
            className={BOX}
            aria-label={`Mark ${sweep.name}`}
            checked={marks.chosen.has(sweep.sweepId)}
            disabled={!able}
            onChange={() => marks.toggle(sweep)}
          />
        </Target>
      );
    },
  };
}

/** Room to hit; a click beside the box is still about the box, and not about opening the row. */
function Target({ title, children }: { title?: string | undefined; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the box is the child.
    <label
      title={title}
      className="flex size-6 items-center justify-center"
      onClick={(event) => event.stopPropagation()}
      onKeyDown={undefined}
    >
      {children}
    </label>
  );
}
