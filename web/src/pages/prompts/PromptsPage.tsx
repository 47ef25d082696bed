import { PageHead } from "@/ui";

export function PromptsPage() {
  return <PageHead title="Prompts" />;
}
