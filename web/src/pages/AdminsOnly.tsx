import type { ReactNode } from "react";
import { useReason, useSession } from "@/session";
import { Empty, PageHead } from "@/ui";

/** A page of admins; everybody else reads why it is empty, instead of a refusal of the server. */
export function AdminsOnly({ what, children }: { what: string; children: ReactNode }) {
  const { who } = useSession();
  const reason = useReason("admin");
  return who !== undefined && reason !== undefined ? (
    <>
      <PageHead title={what} />
      <Empty title="For admins only">{reason}</Empty>
    </>
  ) : (
    children
  );
}
