import { PageHead } from "@/ui";

export function SettingsPage() {
  return <PageHead title="Settings" />;
}
