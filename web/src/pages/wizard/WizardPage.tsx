import { PageHead } from "@/ui";

export function WizardPage() {
  return <PageHead title="New sweep" />;
}
