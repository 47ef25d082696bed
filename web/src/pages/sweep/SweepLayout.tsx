import { Outlet } from "@tanstack/react-router";

export function SweepLayout() {
  return <Outlet />;
}
