import { Panel } from "@/ui";

export function LeaderboardPage() {
  return <Panel title="Leaderboard">{null}</Panel>;
}
