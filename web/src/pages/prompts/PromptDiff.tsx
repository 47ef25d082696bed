import { useQuery } from "@tanstack/react-query";
import { commands, unwrap } from "@/api";
import { Chip, classes, Loaded, Panel } from "@/ui";

const MARKS = { SAME: " ", ADDED: "+", REMOVED: "−" } as const;
const LOOKS = { SAME: "", ADDED: "bg-good-soft text-good", REMOVED: "bg-bad-soft text-bad" } as const;
const WORDS = { SAME: "unchanged", ADDED: "added", REMOVED: "removed", CHANGED: "changed" } as const;

/** Lines that two versions do not share, message by message. */
export function PromptDiff({ name, from, to }: { name: string; from: number; to: number }) {
  const diff = useQuery({
    queryKey: ["prompts", name, "diff", from, to],
    queryFn: ({ signal }) =>
      unwrap(commands.GET("/api/v1/prompts/{name}/diff", { params: { path: { name }, query: { from, to } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Panel title={`Version ${from} → ${to}`}>
      <Loaded query={diff} what="The difference" lines={5}>
        {(data) => (
          <ol className="flex flex-col gap-3">
            {data.messages.map((message) => (
              <li key={message.index}>
                <p className="flex items-center gap-2 pb-1">
                  <span className="caption">{message.role}</span>{" "}
                  <Chip tone={message.change === "SAME" ? "neutral" : "accent"}>{WORDS[message.change]}</Chip>
                </p>
                <pre
                  className="overflow-auto rounded-md border border-line bg-sunken py-2 font-mono text-xs leading-5"
                  tabIndex={0}
                  role="region"
                  aria-label={`Difference of message ${message.index + 1}`}
                >
                  {message.lines.map((line, index) => (
                    <div key={index} className={classes("flex px-3", LOOKS[line.change])}>
                      <span aria-hidden className="w-5 shrink-0 select-none">
                        {MARKS[line.change]}
                      </span>
                      {line.change === "SAME" ? null : <span className="sr-only">{WORDS[line.change]}: </span>}
                      <span className="inert">{line.text}</span>
                    </div>
                  ))}
                </pre>
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </Panel>
  );
}
