import { Link, useRouter } from "@tanstack/react-router";
import { Button, Empty, Failure } from "@/ui";

export function NotFound() {
  return (
    <Empty
      title="There is no such page"
      action={
        <Link to="/sweeps" className="text-accent underline">
          All sweeps
        </Link>
      }
    >
      The address may be old, or a part of it is missing.
    </Empty>
  );
}

/** A page that broke or could not be loaded; a new release of the server replaces its files. */
export function RouteFailure({ error }: { error: unknown }) {
  const router = useRouter();
  const outdated = /dynamically imported module|Failed to fetch/i.test(error instanceof Error ? error.message : "");
  return outdated ? (
    <Empty
      title="This page has been replaced"
      action={
        <Button look="primary" onClick={() => location.reload()}>
          Load it anew
        </Button>
      }
    >
      The server was updated since this window was opened, or it does not answer.
    </Empty>
  ) : (
    <Failure what="This page" error={error} onRetry={() => void router.invalidate()} />
  );
}
