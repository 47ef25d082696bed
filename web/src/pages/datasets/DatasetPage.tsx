import { PageHead } from "@/ui";

export function DatasetPage() {
  return <PageHead title="Dataset" />;
}
