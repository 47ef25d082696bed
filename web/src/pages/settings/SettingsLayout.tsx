import { Outlet } from "@tanstack/react-router";
import { PageHead, Tabs } from "@/ui";

/** What is one's own: how this browser shows things, the account, the keys. */
export function SettingsLayout() {
  return (
    <>
      <PageHead
        title="Settings"
        lead="Yours only. What the instance may do (endpoints, their keys, limits) is its operator's configuration."
      />
      <Tabs
        label="Settings"
        tabs={[
          { to: "/settings", label: "This browser", exact: true },
          { to: "/settings/account", label: "Account" },
          { to: "/settings/keys", label: "API keys" },
        ]}
      />
      <Outlet />
    </>
  );
}
