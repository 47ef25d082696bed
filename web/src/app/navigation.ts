import { Braces, ChartNoAxesColumn, Database, FileText, Gauge, GitCompareArrows, Server, Settings } from "lucide-react";

/** The rail's entries, in the order of the work; `keys` opens them. */
export const NAVIGATION = [
  { to: "/sweeps", label: "Sweeps", icon: ChartNoAxesColumn, keys: "g s", group: "work" },
  { to: "/compare", label: "Compare", icon: GitCompareArrows, keys: "g c", group: "work" },
  { to: "/prompts", label: "Prompts", icon: FileText, keys: "g p", group: "library" },
  { to: "/datasets", label: "Datasets", icon: Database, keys: "g d", group: "library" },
  { to: "/models", label: "Models", icon: Server, keys: "g n", group: "library" },
  { to: "/scorers", label: "Scorers", icon: Braces, keys: "g x", group: "library" },
  { to: "/status", label: "Status", icon: Gauge, keys: "g t", group: "operation" },
  { to: "/settings", label: "Settings", icon: Settings, keys: "g ,", group: "operation" },
] as const;
