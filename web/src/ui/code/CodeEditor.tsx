import { useEffect, useRef, useState } from "react";
import type { Editor, Language } from "./editor";

/**
 * A text with line numbers and colours: prompt templates (`{{variables}}` marked), JSON, YAML. Loaded when first shown; until then,
 * and where it cannot be loaded, a plain field does the same.
 */
export function CodeEditor({
  value,
  onChange,
  language,
  label,
  readOnly = false,
  hint,
  height = 180,
}: {
  value: string;
  onChange?: (text: string) => void;
  language: Language;
  label: string;
  readOnly?: boolean;
  hint?: string;
  height?: number | string;
}) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>(undefined);
  const [ready, setReady] = useState(false);
  const latest = useRef({ value, onChange, readOnly, hint });
  latest.current = { value, onChange, readOnly, hint };

  useEffect(() => {
    let gone = false;
    void import("./editor").then(({ createEditor }) => {
      const element = host.current;
      if (gone || !element) {
        return;
      }
      const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
      editor.current = createEditor({
        root,
        text: latest.current.value,
        language,
        label,
        readOnly: latest.current.readOnly,
        hint: latest.current.hint,
        onChange: (text) => latest.current.onChange?.(text),
      });
      setReady(true);
    });
    return () => {
      gone = true;
      editor.current?.destroy();
      editor.current = undefined;
    };
  }, [language, label]);

  useEffect(() => editor.current?.setText(value), [value]);
  useEffect(() => editor.current?.setReadOnly(readOnly), [readOnly]);

  return (
    <div className="code-editor relative overflow-hidden rounded-md border border-line-strong/60" style={{ height }}>
      <div ref={host} className="absolute inset-0" />
      {ready ? null : (
        <textarea
          aria-label={label}
          className="absolute inset-0 resize-none bg-raised p-2 font-mono text-xs leading-5"
          value={value}
          readOnly={readOnly}
          onChange={(event) => onChange?.(event.target.value)}
        />
      )}
    </div>
  );
}
