/** What a record has itself under a name that somebody else wrote: `constructor` and `__proto__` are names like all others. */
export function own<T>(record: Readonly<Partial<Record<string, T>>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
