import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { type Commands, commands, own, unwrap } from "@/api";
import { usd } from "@/format";
import { Button, CheckField, Empty, IconButton, Loaded, Panel, TextField } from "@/ui";
import { HealthChip, useHealth } from "../models/health";
import type { StepProps } from "./WizardPage";

/** Models of every endpoint, with their prices; others by name. */
export function ModelsStep({ spec, change }: StepProps) {
  const endpoints = useQuery({
    queryKey: ["endpoints"],
    queryFn: ({ signal }) => unwrap(commands.GET("/api/v1/endpoints", { signal })),
  });
  const toggle = (model: string, on: boolean) =>
    change({ models: on ? [...spec.models, model] : spec.models.filter((one) => one !== model) });
  return (
    <Loaded query={endpoints} what="The endpoints" lines={6}>
      {(page) =>
        page.items.length === 0 ? (
          <Empty title="No endpoint is configured">
            The operator of this instance adds endpoints; see the operations guide.
          </Empty>
        ) : (
          page.items.map((endpoint) => (
            <Endpoint key={endpoint.name} endpoint={endpoint} chosen={spec.models} toggle={toggle} />
          ))
        )
      }
    </Loaded>
  );
}

function Endpoint({
  endpoint,
  chosen,
  toggle,
}: {
  endpoint: Commands["Endpoint"];
  chosen: string[];
  toggle: (model: string, on: boolean) => void;
}) {
  const health = useHealth(endpoint.name);
  const [other, setOther] = useState("");
  const [filter, setFilter] = useState("");
  const prefix = `${endpoint.name}/`;
  const known = [
    ...new Set([...(health.data?.models ?? []), ...Object.keys(endpoint.prices).filter((name) => name !== "*")]),
  ].sort();
  const extra = chosen.filter((model) => model.startsWith(prefix) && !known.includes(model.slice(prefix.length)));
  const shown = known
    .filter((name) => name.toLowerCase().includes(filter.toLowerCase()) || chosen.includes(prefix + name))
    .slice(0, 60);
  const add = () => {
    const name = other.trim();
    if (name !== "" && !chosen.includes(prefix + name)) {
      toggle(prefix + name, true);
    }
    setOther("");
  };
  return (
    <Panel title={endpoint.name} note={<bdi>{endpoint.baseUrl}</bdi>} tools={<HealthChip health={health} />}>
      {health.data && health.data.status !== "up" ? (
        <p className="inert pb-3 text-warn">{health.data.message}</p>
      ) : null}
      {known.length > 12 ? (
        <TextField
          label="Filter models"
          hideLabel
          type="search"
          placeholder={`Find among ${known.length} models`}
          className="w-72 pb-2"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      ) : null}
      <ul className="grid grid-cols-1 gap-x-6 sm:grid-cols-2">
        {shown.map((name) => {
          const price = own(endpoint.prices, name) ?? endpoint.prices["*"];
          return (
            <li key={name} className="flex min-h-9 items-center border-b border-line/70">
              <CheckField
                className="min-w-0 flex-1 items-center"
                label={<bdi className="break-all">{name}</bdi>}
                checked={chosen.includes(prefix + name)}
                onChange={(event) => toggle(prefix + name, event.target.checked)}
              />
              <span className="text-xs text-ink-3" title="dollars per million tokens, input and output">
                {price ? `${usd(price.input)} / ${usd(price.output)}` : "no price"}
              </span>
            </li>
          );
        })}
        {extra.map((model) => (
          <li key={model} className="flex min-h-9 items-center gap-2 border-b border-line/70">
            <span className="min-w-0 flex-1 truncate pl-6">
              <bdi>{model.slice(prefix.length)}</bdi>
            </span>
            <IconButton label={`Remove ${model}`} onClick={() => toggle(model, false)}>
              <X aria-hidden size={14} />
            </IconButton>
          </li>
        ))}
      </ul>
      <form
        className="flex items-end gap-2 pt-3"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextField
          label={`Another model of ${endpoint.name}`}
          className="w-72"
          value={other}
          placeholder="its name there"
          onChange={(event) => setOther(event.target.value)}
        />
        <Button type="submit" disabled={other.trim() === ""} icon={<Plus aria-hidden size={14} />}>
          Add
        </Button>
      </form>
    </Panel>
  );
}
