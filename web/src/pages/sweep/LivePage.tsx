import { Panel } from "@/ui";

export function LivePage() {
  return <Panel title="Live">{null}</Panel>;
}
