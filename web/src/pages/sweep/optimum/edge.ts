/** What a candidate costs and how good it is. */
interface Placed {
  readonly cost?: number | undefined;
  readonly score: number;
}

/**
 * Those of a front that are better than everything cheaper, cheapest first. A front over more than these two (latency is its third)
 * also has others, through which a line would go up and down.
 */
export function edgeOf<T extends Placed>(front: readonly T[], maximize: boolean): T[] {
  const edge: T[] = [];
  const better = (one: number, other: number) => (maximize ? one > other : one < other);
  const byCost = [...front].sort(
    (one, other) =>
      (one.cost ?? 0) - (other.cost ?? 0) || (maximize ? other.score - one.score : one.score - other.score),
  );
  for (const one of byCost) {
    const last = edge.at(-1);
    if (last === undefined || better(one.score, last.score)) {
      edge.push(one);
    }
  }
  return edge;
}
