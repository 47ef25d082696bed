import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip } from "@base-ui/react/tooltip";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { createQueryClient } from "@/api/queryClient";
import { sessionStore, useSession } from "@/session";
import { Loading } from "@/ui";
import { createAppRouter } from "./router";

const queryClient = createQueryClient();
const router = createAppRouter();

// Who signs in again over a page goes on with it: what could not be read meanwhile is read now.
sessionStore.subscribe((now, before) => {
  if (now.status === "in" && before.status === "expired") {
    void queryClient.invalidateQueries();
  }
});

export function App() {
  const { status } = useSession();
  return (
    // Style elements that components would write into the page are forbidden by the Content-Security-Policy.
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <Tooltip.Provider>
          {status === "opening" ? (
            <main className="mx-auto max-w-xl pt-[20vh]">
              <Loading label="PromptLooper" lines={3} onRetry={() => location.reload()} />
            </main>
          ) : (
            <RouterProvider router={router} />
          )}
        </Tooltip.Provider>
      </QueryClientProvider>
    </CSPProvider>
  );
}
