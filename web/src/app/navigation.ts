import {
  Braces,
  ChartNoAxesColumn,
  Database,
  FileText,
  Gauge,
  GitCompareArrows,
  ScrollText,
  Server,
  Settings,
  Users,
} from "lucide-react";
import { type Scope, useSession } from "@/session";

/** The rail's entries, in the order of the work; `keys` opens them. Those with a scope are there for who has it. */
const NAVIGATION = [
  { to: "/sweeps", label: "Sweeps", icon: ChartNoAxesColumn, keys: "g s", group: "work" },
  { to: "/compare", label: "Compare", icon: GitCompareArrows, keys: "g c", group: "work" },
  { to: "/prompts", label: "Prompts", icon: FileText, keys: "g p", group: "library" },
  { to: "/datasets", label: "Datasets", icon: Database, keys: "g d", group: "library" },
  { to: "/models", label: "Models", icon: Server, keys: "g n", group: "library" },
  { to: "/scorers", label: "Scorers", icon: Braces, keys: "g x", group: "library" },
  { to: "/status", label: "Status", icon: Gauge, keys: "g t", group: "operation" },
  { to: "/users", label: "Users", icon: Users, keys: "g u", group: "operation", scope: "admin" },
  { to: "/audit", label: "Audit log", icon: ScrollText, keys: "g a", group: "operation", scope: "admin" },
  { to: "/settings", label: "Settings", icon: Settings, keys: "g ,", group: "operation" },
] as const;

/** The pages that the session may read. */
export function useNavigation() {
  const { who } = useSession();
  return NAVIGATION.filter(
    (entry) => !("scope" in entry) || who?.scopes.includes(entry.scope satisfies Scope) === true,
  );
}
