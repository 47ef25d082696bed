import { useEffect, useRef, useState } from "react";
import { CodeEditor, CopyButton, Panel } from "@/ui";
import { EMPTY_SPEC, type Spec } from "./spec";

/** The draft as a sweep file: the same thing in words, for the command line and for version control. Both ways. */
export function YamlView({ spec, onChange }: { spec: Spec; onChange: (spec: Spec) => void }) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  const mine = useRef<Spec>(undefined);
  useEffect(() => {
    if (mine.current !== spec) {
      let gone = false;
      void import("yaml").then(({ stringify }) => !gone && setText(stringify(spec, { lineWidth: 120 })));
      return () => {
        gone = true;
      };
    }
  }, [spec]);
  const edit = async (next: string) => {
    setText(next);
    const { parse, YAMLParseError } = await import("yaml");
    try {
      const parsed = parse(next, { maxAliasCount: 0 }) as unknown;
      if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
        throw new Error("a sweep file is a map: name, prompts, models …");
      }
      const given = parsed as Partial<Spec>;
      const changed: Spec = {
        ...EMPTY_SPEC,
        ...given,
        prompts: given.prompts ?? [],
        models: given.models ?? [],
        scorers: given.scorers ?? [],
      };
      if (!Array.isArray(changed.prompts) || !Array.isArray(changed.models) || !Array.isArray(changed.scorers)) {
        throw new Error("prompts, models and scorers are lists");
      }
      mine.current = changed;
      onChange(changed);
      setProblem(undefined);
    } catch (thrown) {
      setProblem(
        thrown instanceof YAMLParseError
          ? thrown.message.split("\n")[0]
          : thrown instanceof Error
            ? thrown.message
            : String(thrown),
      );
    }
  };
  return (
    <Panel title="As YAML" note="promptlooper run FILE takes it as it is" tools={<CopyButton text={text} />}>
      <div aria-live="polite">{problem ? <p className="inert pb-2 text-bad">{problem}</p> : null}</div>
      <CodeEditor
        language="yaml"
        label="Sweep file"
        value={text}
        onChange={(next) => void edit(next)}
        height="min(64vh, 640px)"
      />
    </Panel>
  );
}
