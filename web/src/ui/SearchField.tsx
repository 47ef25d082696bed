import { Search } from "lucide-react";
import { TextField, type TextFieldProps } from "./Field";

/** A field that filters what stands below it; its label is for assistive technology, the glass says it to the others. */
export function SearchField(props: Omit<TextFieldProps, "type" | "hideLabel" | "className">) {
  return (
    <div className="relative w-72 max-w-full">
      <Search aria-hidden size={14} className="pointer-events-none absolute top-2.5 left-2.5 z-1 text-ink-3" />
      <TextField {...props} hideLabel type="search" className="[&_input]:pl-8" />
    </div>
  );
}
