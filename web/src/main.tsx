import "./styles/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { startPreferences } from "./app/preferences";
import { startShortcuts } from "./app/shortcuts";
import { startTrustedTypes } from "./app/trustedTypes";
import { startLive } from "./live/start";
import { session, takeToken } from "./session";

takeToken();
void session.open();
startTrustedTypes();
startPreferences();
startShortcuts();
startLive();

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
