import { Panel } from "@/ui";

export function ComparePage() {
  return <Panel title="Compare">{null}</Panel>;
}
