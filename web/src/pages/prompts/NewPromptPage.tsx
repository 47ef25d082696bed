import { PageHead } from "@/ui";

export function NewPromptPage() {
  return <PageHead title="New prompt" />;
}
