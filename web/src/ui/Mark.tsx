import { classes } from "./classes";

/** The sign of PromptLooper: a loop around a point. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className={classes("shrink-0", className)}>
      <rect width="32" height="32" rx="7" fill="#0e3b37" />
      <path d="M16 7a9 9 0 1 1-8.2 5.3" fill="none" stroke="#7fe0cf" strokeWidth="3" strokeLinecap="round" />
      <path d="M7 6v7h7" fill="none" stroke="#7fe0cf" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round" />
      <circle cx="16" cy="16" r="3" fill="#f2b84b" />
    </svg>
  );
}
