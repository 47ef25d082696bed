import type { ReactNode } from "react";
import { useStore } from "zustand";
import { type Preferences, pauseStore, setPreference, usePreferences } from "@/app/preferences";
import type { UpdateRate } from "@/live";
import { CheckField, Kbd, Panel, Segments } from "@/ui";

const RATES: { value: string; label: string; rate: UpdateRate }[] = [
  { value: "live", label: "Live", rate: 0 },
  { value: "5", label: "Every 5 s", rate: 5_000 },
  { value: "30", label: "Every 30 s", rate: 30_000 },
  { value: "manual", label: "When I ask", rate: "manual" },
];

/** How this browser shows PromptLooper. Kept in this browser. */
export function PreferencesPage() {
  const { theme, rate, singleKeys, narrowRail } = usePreferences();
  const { paused } = useStore(pauseStore);
  return (
    <div className="grid max-w-3xl gap-4">
      <Panel title="Appearance">
        <div className="flex flex-col gap-4">
          <Row label="Theme" hint="System follows what the operating system says, also when it changes.">
            <Segments<Preferences["theme"]>
              label="Theme"
              value={theme}
              options={[
                { value: "system", label: "System" },
                { value: "light", label: "Light" },
                { value: "dark", label: "Dark" },
              ]}
              onChange={(value) => setPreference({ theme: value })}
            />
          </Row>
          <CheckField
            label="Narrow rail"
            hint="Icons only, for small windows."
            checked={narrowRail}
            onChange={(event) => setPreference({ narrowRail: event.target.checked })}
          />
        </div>
      </Panel>
      <Panel title="Updates">
        <div className="flex flex-col gap-4">
          <Row
            label="Pages change"
            hint="The data is received all the time; this is how often what you look at may move."
          >
            <Segments
              label="Update rate"
              value={RATES.find((one) => one.rate === rate)?.value ?? "live"}
              options={RATES.map(({ value, label }) => ({ value, label }))}
              onChange={(value) => setPreference({ rate: RATES.find((one) => one.value === value)?.rate ?? 0 })}
            />
          </Row>
          <CheckField
            label={
              <>
                Pause the view <Kbd keys="l" />
              </>
            }
            hint="Nothing moves until you say so. Steering a sweep works as before."
            checked={paused}
            onChange={(event) => pauseStore.setState({ paused: event.target.checked })}
          />
        </div>
      </Panel>
      <Panel title="Keyboard">
        <CheckField
          label="Single keys act"
          hint={
            <>
              Switch this off if you use speech input. <Kbd keys="mod+K" /> and its like always act; <Kbd keys="?" />{" "}
              lists all keys.
            </>
          }
          checked={singleKeys}
          onChange={(event) => setPreference({ singleKeys: event.target.checked })}
        />
      </Panel>
    </div>
  );
}

function Row({ label, hint, children }: { label: string; hint: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <div>
        <p className="text-sm">{label}</p>
        <p className="text-xs text-ink-3">{hint}</p>
      </div>
      {children}
    </div>
  );
}
