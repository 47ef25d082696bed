/** Which of a fixed number of drawn lines shows which item of a long list. */
export interface Slots {
  readonly size: number;
  /** The item that slot 0 shows, or one that is a multiple of `size` away from it. */
  readonly base: number;
  readonly first: number;
  readonly last: number;
}

export const NO_SLOTS: Slots = { size: 0, base: 0, first: 0, last: -1 };

/**
 * The slots for the items `first` to `last`. An item that stays in view keeps its slot, an item that comes takes that of one that
 * went: what is drawn is written over, not made anew. After a jump, where nothing stays, slots are in the order of items again, so that
 * no line has to move in the document.
 */
export function slotsOf(before: Slots, first: number, last: number): Slots {
  const needed = last - first + 1;
  if (needed > before.size) {
    return { size: needed, base: first, first, last };
  }
  const base = first > before.last || last < before.first ? first : before.base;
  return base === before.base && first === before.first && last === before.last
    ? before
    : { size: before.size, base, first, last };
}

/** The slot of an item, 0 to `size - 1`. */
export function slotOf({ size, base }: Slots, index: number): number {
  return size === 0 ? 0 : (((index - base) % size) + size) % size;
}
