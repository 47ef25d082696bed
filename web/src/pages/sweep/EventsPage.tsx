import { Panel } from "@/ui";

export function EventsPage() {
  return <Panel title="Events">{null}</Panel>;
}
