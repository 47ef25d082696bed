import { Panel } from "@/ui";

export function RunsPage() {
  return <Panel title="Runs">{null}</Panel>;
}
