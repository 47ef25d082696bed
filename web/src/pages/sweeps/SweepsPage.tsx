import { PageHead } from "@/ui";

export function SweepsPage() {
  return <PageHead title="Sweeps" />;
}
