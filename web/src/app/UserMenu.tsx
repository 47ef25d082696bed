import { useNavigate } from "@tanstack/react-router";
import { CircleUser, KeyRound, LogOut, UserRound } from "lucide-react";
import { session, useSession } from "@/session";
import { Button, Menu, notify } from "@/ui";

/** Who one is here, and the way out. */
export function UserMenu() {
  const { who } = useSession();
  const navigate = useNavigate();
  if (who === undefined) {
    return null;
  }
  return (
    <Menu
      trigger={
        <Button
          size="small"
          icon={<CircleUser aria-hidden size={14} />}
          aria-label={`You: ${who.user}, ${who.role ?? "key"}`}
        >
          <bdi className="max-w-32 truncate">{who.user}</bdi>
          {who.role ? <span className="font-normal text-ink-3">{who.role}</span> : null}
        </Button>
      }
      entries={[
        {
          label: "Account",
          icon: <UserRound aria-hidden size={14} />,
          onSelect: () => void navigate({ to: "/settings/account" }),
        },
        {
          label: "API keys",
          icon: <KeyRound aria-hidden size={14} />,
          onSelect: () => void navigate({ to: "/settings/keys" }),
        },
        "separator",
        { label: "Sign out", icon: <LogOut aria-hidden size={14} />, onSelect: () => void signOut() },
      ]}
    />
  );
}

/** Ends the session; says so when the server did not hear of it, because then it goes on. */
export async function signOut(): Promise<void> {
  try {
    await session.signOut();
  } catch (thrown) {
    notify.error("You are still signed in", thrown);
  }
}
