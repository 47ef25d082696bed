import { Panel } from "@/ui";

export function OptimumPage() {
  return <Panel title="Optimum">{null}</Panel>;
}
