import * as z from "zod/mini";

/** A text in the URL; absent when empty or of another kind. */
export const text = z.catch(z.optional(z.string()), undefined);
/** A whole number in the URL. */
export const whole = z.catch(z.optional(z.int()), undefined);
/** A number in the URL. */
export const figure = z.catch(z.optional(z.number()), undefined);
/** `true` in the URL, or nothing. */
export const flag = z.catch(z.optional(z.boolean()), undefined);
/** One of a few words in the URL. */
export function oneOf<const T extends readonly [string, ...string[]]>(...words: T) {
  return z.catch(z.optional(z.enum(words)), undefined);
}
/** Several texts in the URL. */
export const texts = z.catch(z.optional(z.array(z.string())), undefined);

/**
 * The typed state of a page in its URL. What does not fit is dropped rather than refused: an old link still opens its page.
 */
export function searchOf<T extends z.ZodMiniType>(shape: T): (search: Record<string, unknown>) => z.infer<T> {
  return (search) => z.parse(shape, search);
}

export { z };
