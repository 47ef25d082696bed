import { PageHead } from "@/ui";

export function DatasetsPage() {
  return <PageHead title="Datasets" />;
}
