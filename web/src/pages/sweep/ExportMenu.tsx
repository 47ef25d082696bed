import { Download } from "lucide-react";
import { download } from "@/api";
import { Button, Menu } from "@/ui";

const FILES = [
  { what: "leaderboard", format: "csv", label: "Leaderboard as CSV" },
  { what: "leaderboard", format: "jsonl", label: "Leaderboard as JSONL" },
  { what: "runs", format: "csv", label: "Runs with answers as CSV" },
  { what: "runs", format: "jsonl", label: "Runs with answers as JSONL" },
  { what: "runs", format: "json", label: "Runs with answers as JSON" },
] as const;

/** The sweep's results as files. CSV is safe to open in a spreadsheet; JSONL has every text as it is. */
export function ExportMenu({ sweepId }: { sweepId: string }) {
  return (
    <Menu
      trigger={<Button icon={<Download aria-hidden size={14} />}>Export</Button>}
      entries={FILES.map(({ what, format, label }) => ({
        label,
        onSelect: () =>
          void download(`/api/v1/sweeps/${encodeURIComponent(sweepId)}/export?what=${what}&format=${format}`),
      }))}
    />
  );
}
