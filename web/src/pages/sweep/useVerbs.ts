import { notify } from "@/ui";
import { describe } from "./CandidateName";
import type { Row } from "./leaderboardColumns";
import { useSteering } from "./useSteering";

const UNDO_MILLIS = 8_000;

/** The verbs of one candidate. Pruning can be taken back for some seconds without looking for it. */
export function useVerbs() {
  const { steer } = useSteering();
  const name = (row: Row) => `candidate ${row.candidateIndex} (${row.prompt} on ${row.model})`;
  const unprune = (row: Row) => steer({ op: "unprune", candidates: [row.candidateIndex] }, `Un-prune ${name(row)}`);
  return {
    togglePinned: (row: Row) =>
      void steer(
        { op: row.pinned ? "unpin" : "pin", candidates: [row.candidateIndex] },
        `${row.pinned ? "Unpin" : "Pin"} ${name(row)}`,
      ),
    togglePruned: (row: Row) => {
      if (row.pruned) {
        void unprune(row);
        return;
      }
      void steer({ op: "prune", candidates: [row.candidateIndex] }, `Prune ${name(row)}`).then((taken) => {
        if (taken) {
          notify.info({
            title: `Pruned candidate ${row.candidateIndex}`,
            detail: describe(row),
            millis: UNDO_MILLIS,
            action: { label: "Undo", run: () => void unprune(row) },
          });
        }
      });
    },
  };
}
