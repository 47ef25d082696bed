import { Panel } from "@/ui";

export function RunPage() {
  return <Panel title="Run">{null}</Panel>;
}
