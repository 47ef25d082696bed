import { useQuery } from "@tanstack/react-query";
import { ChevronLeft } from "lucide-react";
import { type ReactNode, useDeferredValue, useState } from "react";
import { type Queries, queries, unwrap } from "@/api";
import { count, formatOf, plural } from "@/format";
import { CandidateName } from "@/pages/sweep/CandidateName";
import { Button, Dialog, Loaded, SearchField, StatusChip } from "@/ui";

type Sweep = Pick<Queries["Sweep"], "sweepId" | "name">;

const SHOWN = 50;

/** Chooses one more candidate: first the sweep, any of them, then one of its candidates, the surest first. */
export function AddCandidate({
  chosen,
  onAdd,
  onClose,
}: {
  /** Candidates that are compared already, as `sweepId.index`. */
  chosen: readonly string[];
  onAdd: (candidate: string) => void;
  onClose: () => void;
}) {
  const [sweep, setSweep] = useState<Sweep>();
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="Add a candidate"
      description={
        sweep ? (
          <>
            Candidates of <bdi>{sweep.name}</bdi>, the surest first.
          </>
        ) : (
          "Of which sweep? Candidates can be compared when their sweeps share cases."
        )
      }
      footer={
        sweep ? (
          <Button icon={<ChevronLeft aria-hidden size={14} />} onClick={() => setSweep(undefined)}>
            Another sweep
          </Button>
        ) : undefined
      }
    >
      {sweep ? (
        <Candidates key={sweep.sweepId} sweepId={sweep.sweepId} chosen={chosen} onAdd={onAdd} />
      ) : (
        <Sweeps onChoose={setSweep} />
      )}
    </Dialog>
  );
}

function Sweeps({ onChoose }: { onChoose: (sweep: Sweep) => void }) {
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const query = useQuery({
    queryKey: ["sweeps", "choose", q],
    queryFn: ({ signal }) =>
      unwrap(
        queries.GET("/api/v1/sweeps", { params: { query: { limit: SHOWN, ...(q === "" ? {} : { q }) } }, signal }),
      ),
    placeholderData: (before) => before,
  });
  return (
    <Choice
      label="Name or id of the sweep"
      typed={typed}
      onType={setTyped}
      list={
        <Loaded query={query} what="The sweeps" lines={6}>
          {(page) => (
            <Rows note={noteOf(page.items.length, page.total, "sweep")}>
              {page.items.map((sweep) => (
                <Row key={sweep.sweepId} onClick={() => onChoose(sweep)} disabled={sweep.leaderboard.candidates === 0}>
                  <span className="min-w-0 flex-1 truncate font-medium">
                    <bdi>{sweep.name}</bdi>
                  </span>
                  <span className="text-xs text-ink-3">{plural(sweep.leaderboard.candidates, "candidate")}</span>
                  <StatusChip status={sweep.status} />
                </Row>
              ))}
            </Rows>
          )}
        </Loaded>
      }
    />
  );
}

function Candidates({
  sweepId,
  chosen,
  onAdd,
}: {
  sweepId: string;
  chosen: readonly string[];
  onAdd: (candidate: string) => void;
}) {
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const query = useQuery({
    queryKey: ["sweep", sweepId, "choose", q],
    queryFn: ({ signal }) =>
      unwrap(
        queries.GET("/api/v1/sweeps/{sweepId}/leaderboard", {
          params: { path: { sweepId }, query: { limit: SHOWN, sort: "-lcb", ...(q === "" ? {} : { q }) } },
          signal,
        }),
      ),
    placeholderData: (before) => before,
  });
  return (
    <Choice
      label="Prompt, model or parameter"
      typed={typed}
      onType={setTyped}
      list={
        <Loaded query={query} what="The candidates" lines={6}>
          {(page) => (
            <Rows note={noteOf(page.items.length, page.total, "candidate")}>
              {page.items.map((row) => {
                const candidate = `${sweepId}.${row.candidateIndex}`;
                return (
                  <Row key={candidate} onClick={() => onAdd(candidate)} disabled={chosen.includes(candidate)}>
                    <span className="min-w-0 flex-1">
                      <CandidateName row={row} varying={page.varying} />
                    </span>
                    <span className="num text-right">
                      <span className="font-semibold">{formatOf(page.metric)(row.score)}</span>
                      <span className="block text-2xs text-ink-3">n {count(row.n)}</span>
                    </span>
                  </Row>
                );
              })}
            </Rows>
          )}
        </Loaded>
      }
    />
  );
}

function noteOf(shown: number, total: number | undefined, what: string): string {
  if (shown === 0) {
    return `No ${what} matches.`;
  }
  return total !== undefined && total > shown ? `${shown} of ${plural(total, what)}; type to find others.` : "";
}

function Choice({
  label,
  typed,
  onType,
  list,
}: {
  label: string;
  typed: string;
  onType: (text: string) => void;
  list: ReactNode;
}) {
  return (
    <div className="flex min-h-80 flex-col gap-3">
      <SearchField label={label} placeholder={label} value={typed} onChange={(event) => onType(event.target.value)} />
      {list}
    </div>
  );
}

function Rows({ note, children }: { note: string; children: ReactNode }) {
  return (
    <>
      <ul className="flex flex-col">{children}</ul>
      {note === "" ? null : <p className="text-xs text-ink-3">{note}</p>}
    </>
  );
}

function Row({ onClick, disabled, children }: { onClick: () => void; disabled: boolean; children: ReactNode }) {
  return (
    <li className="border-b border-line/70 last:border-0">
      <button
        type="button"
        disabled={disabled}
        onClick={onClick}
        className="flex min-h-11 w-full items-center gap-3 px-2 py-1.5 text-left hover:bg-sunken disabled:opacity-50"
      >
        {children}
      </button>
    </li>
  );
}
