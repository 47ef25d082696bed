import { diffLines, diffWordsWithSpace } from "diff";

/** A piece of text that both sides have, or only one. */
export interface DiffPart {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

/** How the difference was found. `unrelated`: too different to be told apart in time; both texts are shown whole. */
export interface DiffResult {
  readonly method: "words" | "lines" | "unrelated";
  readonly parts: readonly DiffPart[];
}

/** Above this many characters lines are compared instead of words. */
export const WORD_LIMIT = 50_000;
const MILLIS = 500;

/** The difference between two texts. Ends after about a second in any case. */
export function diffTexts(before: string, after: string): DiffResult {
  const words =
    before.length + after.length <= WORD_LIMIT ? diffWordsWithSpace(before, after, { timeout: MILLIS }) : undefined;
  const lines = words ? undefined : diffLines(before, after, { timeout: MILLIS });
  const changes = words ?? lines;
  if (!changes) {
    return {
      method: "unrelated",
      parts: [
        { kind: "removed", text: before },
        { kind: "added", text: after },
      ],
    };
  }
  return {
    method: words ? "words" : "lines",
    parts: changes.map((change) => ({
      kind: change.added ? "added" : change.removed ? "removed" : "same",
      text: change.value,
    })),
  };
}
