import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  keymap,
  lineNumbers,
  MatchDecorator,
  placeholder,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

export type Language = "template" | "json" | "yaml";
export type { Diagnostic };

export interface EditorOptions {
  /** A shadow root: there the editor's styles are adopted sheets, which the Content-Security-Policy has no say in. */
  root: ShadowRoot;
  text: string;
  language: Language;
  label: string;
  readOnly: boolean;
  hint: string | undefined;
  onChange: (text: string) => void;
}

const look = EditorView.theme({
  "&": { fontSize: "12.5px", color: "var(--ink)", backgroundColor: "var(--raised)", height: "100%" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "20px" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--ink-3)", border: "none" },
  ".cm-variable": { color: "var(--accent)", backgroundColor: "var(--accent-soft)", borderRadius: "3px" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--accent-soft)",
  },
  ".cm-placeholder": { color: "var(--ink-3)" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", border: "1px solid var(--line)", color: "var(--ink)" },
});

const colors = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--run)" },
  { tag: tags.string, color: "var(--good)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warn)" },
  { tag: tags.comment, color: "var(--ink-3)" },
]);

/** Marks `{{name}}`, `{{#section}}` and the like. */
const variables = () => {
  const matcher = new MatchDecorator({
    regexp: /\{\{\{?[^{}\n]{1,200}\}?\}\}/g,
    decoration: Decoration.mark({ class: "cm-variable" }),
  });
  return ViewPlugin.fromClass(
    class {
      marks;
      constructor(view: EditorView) {
        this.marks = matcher.createDeco(view);
      }
      update(update: ViewUpdate) {
        this.marks = matcher.updateDeco(update, this.marks);
      }
    },
    { decorations: (plugin) => plugin.marks },
  );
};

function languageOf(language: Language): Extension {
  return language === "json" ? json() : language === "yaml" ? yaml() : variables();
}

/** A running editor. */
export interface Editor {
  setText(text: string): void;
  setReadOnly(readOnly: boolean): void;
  setProblems(problems: readonly Diagnostic[]): void;
  focus(): void;
  destroy(): void;
}

/** Tab leaves the editor, as everywhere on the page; indentation is Ctrl ]. */
export function createEditor(options: EditorOptions): Editor {
  const readOnly = new Compartment();
  const frozen = (yes: boolean): Extension => [EditorState.readOnly.of(yes), EditorView.editable.of(!yes)];
  let silent = false;
  const view = new EditorView({
    root: options.root,
    parent: options.root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(),
        history(),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": options.label, tabindex: "0" }),
        look,
        syntaxHighlighting(colors),
        languageOf(options.language),
        readOnly.of(frozen(options.readOnly)),
        options.hint ? placeholder(options.hint) : [],
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !silent) {
            options.onChange(update.state.doc.toString());
          }
        }),
      ],
    }),
  });
  return {
    setText(text) {
      if (view.state.doc.toString() !== text) {
        silent = true;
        view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
        silent = false;
      }
    },
    setReadOnly: (yes) => view.dispatch({ effects: readOnly.reconfigure(frozen(yes)) }),
    setProblems: (problems) => view.dispatch(setDiagnostics(view.state, [...problems])),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
