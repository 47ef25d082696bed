import { ChartLine, Table2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { IconButton } from "../Button";
import { Panel } from "../Panel";

/** The figures of a chart as a table: what a canvas cannot tell to everyone. */
export interface ChartTable {
  head: readonly string[];
  rows: readonly (readonly ReactNode[])[];
}

const MOST_ROWS = 500;

/**
 * A chart with its title, one sentence that says what is to be seen, and a switch to the figures. `note` is the place for
 * "2,000 of 8,640 points".
 */
export function ChartFrame({
  title,
  summary,
  note,
  table,
  tools,
  className,
  children,
}: {
  title: string;
  summary: string;
  note?: ReactNode;
  table: () => ChartTable;
  tools?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const [asTable, setAsTable] = useState(false);
  return (
    <Panel
      title={title}
      note={note}
      {...(className ? { className } : {})}
      tools={
        <>
          {tools}
          <IconButton
            label={asTable ? `${title}: show as chart` : `${title}: show as table`}
            pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? <ChartLine aria-hidden size={14} /> : <Table2 aria-hidden size={14} />}
          </IconButton>
        </>
      }
    >
      <p className="pb-2 text-xs text-ink-2">{summary}</p>
      {asTable ? <Figures title={title} table={table()} /> : children}
    </Panel>
  );
}

function Figures({ title, table }: { title: string; table: ChartTable }) {
  return (
    <div className="max-h-96 overflow-auto" tabIndex={0} role="region" aria-label={`${title}, figures`}>
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-surface text-left text-ink-3">
          <tr>
            {table.head.map((name) => (
              <th key={name} scope="col" className="py-1 pr-4 font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, MOST_ROWS).map((row, index) => (
            <tr key={index} className="border-t border-line/70">
              {row.map((cell, column) => (
                <td key={column} className="py-1 pr-4">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {table.rows.length > MOST_ROWS ? (
        <p className="pt-1 text-xs text-ink-3">
          The first {MOST_ROWS} of {table.rows.length}.
        </p>
      ) : null}
    </div>
  );
}
