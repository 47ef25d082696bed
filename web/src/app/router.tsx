import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  useMatches,
} from "@tanstack/react-router";
import { compareSearch } from "@/pages/compare/search";
import {
  eventsSearch,
  leaderboardSearch,
  liveSearch,
  matrixSearch,
  optimumSearch,
  runsSearch,
} from "@/pages/sweep/search";
import { sessionStore } from "@/session";
import { Frame } from "./Frame";
import { NotFound, RouteFailure } from "./RouteStates";
import { figure, flag, oneOf, searchOf, text, texts, whole, z } from "./search";

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
  interface StaticDataRouteOption {
    /** Name of the page in breadcrumbs and in the window's title; `$name` is replaced by the parameter of that name. */
    crumb?: string;
    /** The page stands by itself, without rail and bar, and is open to everybody. */
    door?: boolean;
  }
}

const root = createRootRoute({
  beforeLoad: ({ location, matches }) => {
    if (sessionStore.getState().status === "out" && !matches.some((match) => match.staticData.door)) {
      throw redirect({ to: "/login", search: { to: location.href }, replace: true });
    }
  },
  component: Root,
  notFoundComponent: NotFound,
  errorComponent: RouteFailure,
});

function Root() {
  const door = useMatches({ select: (matches) => matches.some((match) => match.staticData.door) });
  return door ? <Outlet /> : <Frame />;
}

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  staticData: { crumb: "Sign in", door: true },
  validateSearch: searchOf(z.object({ to: text })),
  component: lazyRouteComponent(() => import("@/pages/door/LoginPage"), "LoginPage"),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  staticData: { crumb: "Welcome", door: true },
  component: lazyRouteComponent(() => import("@/pages/door/WelcomePage"), "WelcomePage"),
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/sweeps" });
  },
});

const sweeps = createRoute({
  getParentRoute: () => root,
  path: "/sweeps",
  staticData: { crumb: "Sweeps" },
  validateSearch: searchOf(z.object({ status: text, q: text, sort: text, archived: oneOf("only", "all") })),
  component: lazyRouteComponent(() => import("@/pages/sweeps/SweepsPage"), "SweepsPage"),
});

const newSweep = createRoute({
  getParentRoute: () => root,
  path: "/sweeps/new",
  staticData: { crumb: "New sweep" },
  validateSearch: searchOf(
    z.object({
      /** Sweep to begin from. */
      from: text,
      step: oneOf("prompts", "models", "parameters", "dataset", "scorers", "budget", "review"),
      view: oneOf("yaml"),
      prompt: text,
      dataset: text,
    }),
  ),
  component: lazyRouteComponent(() => import("@/pages/wizard/WizardPage"), "WizardPage"),
});

const sweep = createRoute({
  getParentRoute: () => root,
  path: "/sweeps/$sweepId",
  staticData: { crumb: "$sweepId" },
  component: lazyRouteComponent(() => import("@/pages/sweep/SweepLayout"), "SweepLayout"),
});

const sweepHome = createRoute({
  getParentRoute: () => sweep,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/sweeps/$sweepId/live", params, replace: true });
  },
});

const live = createRoute({
  getParentRoute: () => sweep,
  path: "/live",
  staticData: { crumb: "Live" },
  validateSearch: searchOf(liveSearch),
  component: lazyRouteComponent(() => import("@/pages/sweep/LivePage"), "LivePage"),
});

const leaderboard = createRoute({
  getParentRoute: () => sweep,
  path: "/leaderboard",
  staticData: { crumb: "Leaderboard" },
  validateSearch: searchOf(leaderboardSearch),
  component: lazyRouteComponent(() => import("@/pages/sweep/LeaderboardPage"), "LeaderboardPage"),
});

const optimum = createRoute({
  getParentRoute: () => sweep,
  path: "/optimum",
  staticData: { crumb: "Optimum" },
  validateSearch: searchOf(optimumSearch),
  component: lazyRouteComponent(() => import("@/pages/sweep/OptimumPage"), "OptimumPage"),
});

const matrix = createRoute({
  getParentRoute: () => sweep,
  path: "/matrix",
  staticData: { crumb: "Matrix" },
  validateSearch: searchOf(matrixSearch),
  component: lazyRouteComponent(() => import("@/pages/sweep/MatrixPage"), "MatrixPage"),
});

const runs = createRoute({
  getParentRoute: () => sweep,
  path: "/runs",
  staticData: { crumb: "Runs" },
  validateSearch: searchOf(runsSearch),
  component: lazyRouteComponent(() => import("@/pages/sweep/RunsPage"), "RunsPage"),
});

const run = createRoute({
  getParentRoute: () => sweep,
  path: "/runs/$runId",
  staticData: { crumb: "Run" },
  component: lazyRouteComponent(() => import("@/pages/sweep/RunPage"), "RunPage"),
});

const events = createRoute({
  getParentRoute: () => sweep,
  path: "/events",
  staticData: { crumb: "Events" },
  validateSearch: searchOf(eventsSearch),
  component: lazyRouteComponent(() => import("@/pages/sweep/EventsPage"), "EventsPage"),
});

const compare = createRoute({
  getParentRoute: () => root,
  path: "/compare",
  staticData: { crumb: "Compare" },
  validateSearch: searchOf(compareSearch),
  component: lazyRouteComponent(() => import("@/pages/compare/ComparePage"), "ComparePage"),
});

const prompts = createRoute({
  getParentRoute: () => root,
  path: "/prompts",
  staticData: { crumb: "Prompts" },
  validateSearch: searchOf(z.object({ q: text })),
  component: lazyRouteComponent(() => import("@/pages/prompts/PromptsPage"), "PromptsPage"),
});

const newPrompt = createRoute({
  getParentRoute: () => root,
  path: "/prompts/new",
  staticData: { crumb: "New prompt" },
  component: lazyRouteComponent(() => import("@/pages/prompts/NewPromptPage"), "NewPromptPage"),
});

const prompt = createRoute({
  getParentRoute: () => root,
  path: "/prompts/$name",
  staticData: { crumb: "$name" },
  validateSearch: searchOf(z.object({ v: whole, diff: whole, edit: oneOf("yes") })),
  component: lazyRouteComponent(() => import("@/pages/prompts/PromptPage"), "PromptPage"),
});

const datasets = createRoute({
  getParentRoute: () => root,
  path: "/datasets",
  staticData: { crumb: "Datasets" },
  validateSearch: searchOf(z.object({ q: text, upload: oneOf("yes") })),
  component: lazyRouteComponent(() => import("@/pages/datasets/DatasetsPage"), "DatasetsPage"),
});

const dataset = createRoute({
  getParentRoute: () => root,
  path: "/datasets/$name",
  staticData: { crumb: "$name" },
  validateSearch: searchOf(z.object({ v: whole, case: text })),
  component: lazyRouteComponent(() => import("@/pages/datasets/DatasetPage"), "DatasetPage"),
});

const models = createRoute({
  getParentRoute: () => root,
  path: "/models",
  staticData: { crumb: "Models" },
  component: lazyRouteComponent(() => import("@/pages/models/ModelsPage"), "ModelsPage"),
});

const model = createRoute({
  getParentRoute: () => root,
  path: "/models/$name",
  staticData: { crumb: "$name" },
  component: lazyRouteComponent(() => import("@/pages/models/EndpointPage"), "EndpointPage"),
});

const scorers = createRoute({
  getParentRoute: () => root,
  path: "/scorers",
  staticData: { crumb: "Scorers" },
  validateSearch: searchOf(z.object({ q: text, type: text, run: text, sweep: text })),
  component: lazyRouteComponent(() => import("@/pages/scorers/ScorersPage"), "ScorersPage"),
});

const status = createRoute({
  getParentRoute: () => root,
  path: "/status",
  staticData: { crumb: "Status" },
  validateSearch: searchOf(
    z.object({ service: text, topic: text, reason: text, letter: text, hidden: texts, at: figure }),
  ),
  component: lazyRouteComponent(() => import("@/pages/status/StatusPage"), "StatusPage"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  staticData: { crumb: "Settings" },
  component: lazyRouteComponent(() => import("@/pages/settings/SettingsLayout"), "SettingsLayout"),
});

const preferences = createRoute({
  getParentRoute: () => settings,
  path: "/",
  component: lazyRouteComponent(() => import("@/pages/settings/PreferencesPage"), "PreferencesPage"),
});

const account = createRoute({
  getParentRoute: () => settings,
  path: "/account",
  staticData: { crumb: "Account" },
  component: lazyRouteComponent(() => import("@/pages/settings/AccountPage"), "AccountPage"),
});

const keys = createRoute({
  getParentRoute: () => settings,
  path: "/keys",
  staticData: { crumb: "API keys" },
  validateSearch: searchOf(z.object({ all: flag })),
  component: lazyRouteComponent(() => import("@/pages/settings/KeysPage"), "KeysPage"),
});

const users = createRoute({
  getParentRoute: () => root,
  path: "/users",
  staticData: { crumb: "Users" },
  component: lazyRouteComponent(() => import("@/pages/users/UsersPage"), "UsersPage"),
});

const audit = createRoute({
  getParentRoute: () => root,
  path: "/audit",
  staticData: { crumb: "Audit log" },
  validateSearch: searchOf(z.object({ actor: text, record: whole })),
  component: lazyRouteComponent(() => import("@/pages/audit/AuditPage"), "AuditPage"),
});

const tree = root.addChildren([
  home,
  sweeps,
  newSweep,
  sweep.addChildren([sweepHome, live, leaderboard, optimum, matrix, runs, run, events]),
  compare,
  prompts,
  newPrompt,
  prompt,
  datasets,
  dataset,
  models,
  model,
  scorers,
  status,
  users,
  audit,
  settings.addChildren([preferences, account, keys]),
  login,
  welcome,
]);

/** All routes. State of a view is in typed search parameters; pages are loaded when they are first visited. */
export function createAppRouter() {
  return createRouter({
    routeTree: tree,
    defaultPreload: "intent",
    defaultPreloadDelay: 80,
    scrollRestoration: true,
    defaultErrorComponent: RouteFailure,
  });
}
