import { PageHead } from "@/ui";

export function StatusPage() {
  return <PageHead title="Status" />;
}
