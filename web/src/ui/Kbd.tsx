/** Keys as they are pressed: `g l` in a row, `mod+k` together. */
export function Kbd({ keys }: { keys: string }) {
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  return (
    <span className="inline-flex items-center gap-1">
      {keys.split(" ").map((key, index) => (
        <kbd key={index} className="rounded-sm border border-line bg-sunken px-1.5 text-2xs leading-[18px] text-ink-2">
          {key
            .replace("mod+", mac ? "⌘ " : "Ctrl ")
            .replace("Escape", "Esc")
            .replace("Enter", "↵")}
        </kbd>
      ))}
    </span>
  );
}
