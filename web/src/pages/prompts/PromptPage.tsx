import { PageHead } from "@/ui";

export function PromptPage() {
  return <PageHead title="Prompt" />;
}
