import { PageHead } from "@/ui";

export function ScorersPage() {
  return <PageHead title="Scorers" />;
}
