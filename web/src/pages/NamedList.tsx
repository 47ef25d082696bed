import { type ReactNode, useState } from "react";
import type { useKeyset } from "@/api";
import { plural } from "@/format";
import { type Column, DataGrid, Empty, Failure, Loading, PageHead, SearchField } from "@/ui";

/** A library page: things by name, filtered by name, each opened by Enter or a click. */
export function NamedList<Row extends { name: string }>({
  title,
  lead,
  what,
  action,
  list,
  columns,
  filter,
  onFilter,
  onOpen,
  minWidth,
  empty,
}: {
  title: string;
  lead: string;
  /** What one row is, in the singular. */
  what: string;
  /** How the first one, and every further one, comes into being. */
  action: ReactNode;
  list: ReturnType<typeof useKeyset<Row>>;
  columns: readonly Column<Row>[];
  filter: string | undefined;
  onFilter: (filter: string | undefined) => void;
  onOpen: (row: Row) => void;
  minWidth?: number;
  /** What stands there before there is any. */
  empty: ReactNode;
}) {
  const [active, setActive] = useState<string>();
  const needle = (filter ?? "").toLowerCase();
  const rows = list.rows.filter((row) => row.name.toLowerCase().includes(needle));
  return (
    <>
      <PageHead title={title} lead={lead} actions={action} />
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        {list.error && list.rows.length === 0 ? (
          <Failure what={`The list of ${what}s`} error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <Loading label={`${what}s`} lines={6} />
        ) : list.rows.length === 0 ? (
          <Empty title={`No ${what} yet`} action={action}>
            {empty}
          </Empty>
        ) : (
          <>
            <div className="flex items-center gap-2 px-3 py-2.5">
              <SearchField
                label="Filter by name"
                placeholder="Name"
                defaultValue={filter ?? ""}
                onChange={(event) => onFilter(event.target.value || undefined)}
              />
              <span role="status" className="ml-auto text-xs text-ink-3">
                {plural(rows.length, what)}
                {list.hasNextPage ? " so far" : ""}
              </span>
            </div>
            {rows.length === 0 ? (
              <Empty title={`No ${what} matches`}>Change the filter.</Empty>
            ) : (
              <DataGrid
                label={title}
                columns={columns}
                rows={rows}
                rowKey={(row) => row.name}
                active={active}
                onActive={setActive}
                onOpen={onOpen}
                onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
                {...(minWidth === undefined ? {} : { minWidth })}
              />
            )}
          </>
        )}
      </div>
    </>
  );
}
