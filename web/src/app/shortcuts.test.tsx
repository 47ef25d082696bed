// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { preferenceStore } from "./preferences";
import { startShortcuts, useShortcuts } from "./shortcuts";

const run = vi.fn();

function Page() {
  useShortcuts([
    { keys: "p", label: "Pause", group: "Sweep", run: () => run("p") },
    { keys: "g l", label: "Live", group: "Go to", run: () => run("g l") },
    { keys: "mod+k", label: "Find", group: "Everywhere", run: () => run("mod+k") },
  ]);
  return (
    <>
      <input data-testid="field" />
      <input data-testid="box" type="checkbox" />
    </>
  );
}

function press(key: string, target: EventTarget = document.body, more: KeyboardEventInit = {}) {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
}

describe("keys", () => {
  let stop: () => void;
  beforeEach(() => {
    stop = startShortcuts();
    run.mockClear();
    preferenceStore.setState({ singleKeys: true });
  });
  afterEach(() => {
    stop();
    cleanup();
  });

  it("act alone and in a row", () => {
    render(<Page />);
    press("p");
    press("g");
    press("l");
    expect(run.mock.calls).toEqual([["p"], ["g l"]]);
  });

  it("are letters inside of fields, but act on boxes", () => {
    const { getByTestId } = render(<Page />);
    press("p", getByTestId("field"));
    expect(run).not.toHaveBeenCalled();
    press("p", getByTestId("box"));
    press("k", getByTestId("field"), { ctrlKey: true });
    expect(run.mock.calls).toEqual([["p"], ["mod+k"]]);
  });

  it("can be switched off, except with a modifier", () => {
    preferenceStore.setState({ singleKeys: false });
    render(<Page />);
    press("p");
    press("k", document.body, { metaKey: true });
    expect(run.mock.calls).toEqual([["mod+k"]]);
  });

  it("end with the page that gave them", () => {
    render(<Page />).unmount();
    press("p");
    expect(run).not.toHaveBeenCalled();
  });
});
