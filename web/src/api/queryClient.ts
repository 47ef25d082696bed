import { QueryClient } from "@tanstack/react-query";
import { asApiError } from "./problem";

/**
 * Answers are kept while a page may come back to them. What retrying cannot help is not retried; the rest three times with
 * growing pauses, or when the server says.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => asApiError(error).remedy === "retry" && failures < 3,
        retryDelay: (failures, error) => asApiError(error).retryAfterMs ?? Math.min(8_000, 500 * 2 ** failures),
      },
      mutations: { retry: false },
    },
  });
}
