// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import type { Queries } from "@/api";
import { CandidateName, describeBeside } from "./CandidateName";

const candidate = (params: object, version = 3): Queries["CandidateBrief"] =>
  ({ prompt: "invoices", promptVersion: version, model: "openai/small", params }) as Queries["CandidateBrief"];

afterEach(cleanup);

describe("the name of a candidate", () => {
  it("has prompt, version and model, and on a line of their own the parameters that vary", () => {
    const { container } = render(
      <CandidateName row={candidate({ temperature: 0.3043322156009776, max_tokens: 64 })} varying={["temperature"]} />,
    );
    const [name, params] = [...(container.firstElementChild?.children ?? [])].map((line) => line.textContent);
    expect(name).toBe("invoicesv3onopenai/small");
    expect(params).toBe("temperature 0.3043…");
    expect(container.firstElementChild?.getAttribute("title")).toContain("temperature = 0.3043322156009776");
  });

  it("has all parameters while it is unknown which vary", () => {
    const { container } = render(<CandidateName row={candidate({ temperature: 0, max_tokens: 64 })} wide />);
    expect(container.textContent).toContain("max_tokens64");
  });

  it("beside another one says in what they differ", () => {
    const one = candidate({ temperature: 0, max_tokens: 64 });
    expect(describeBeside(one, candidate({ temperature: 0.7, max_tokens: 64 }))).toBe(
      "invoices v3 on openai/small, temperature 0",
    );
    expect(describeBeside(one, candidate({ temperature: 0, max_tokens: 64 }, 1))).toBe("invoices v3 on openai/small");
  });
});
