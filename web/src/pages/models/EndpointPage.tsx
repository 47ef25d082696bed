import { PageHead } from "@/ui";

export function EndpointPage() {
  return <PageHead title="Endpoint" />;
}
