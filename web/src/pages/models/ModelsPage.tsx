import { PageHead } from "@/ui";

export function ModelsPage() {
  return <PageHead title="Models" />;
}
