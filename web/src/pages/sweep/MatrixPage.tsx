import { Panel } from "@/ui";

export function MatrixPage() {
  return <Panel title="Matrix">{null}</Panel>;
}
