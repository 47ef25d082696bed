import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { safeTarget, useSession } from "@/session";
import { Door } from "./Door";
import { SignInForm } from "./SignInForm";

const route = getRouteApi("/login");

/** The way in, and on to the page that was asked for. */
export function LoginPage() {
  const { to } = route.useSearch();
  const { status } = useSession();
  const router = useRouter();
  useEffect(() => {
    if (status === "in") {
      router.history.replace(safeTarget(to));
    }
  }, [status, to, router]);
  return (
    <Door title="Sign in">
      <SignInForm />
      <p className="pt-5 text-xs text-ink-3">
        No password yet, or lost? An admin can make a link for you. At the very first start the program prints one.
      </p>
    </Door>
  );
}
