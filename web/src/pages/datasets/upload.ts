import { ApiError, type Commands, type Problem } from "@/api";
import { session } from "@/session";

/** How a file is read; names of columns, empty where the server decides. */
export interface UploadOptions {
  name: string;
  format: string;
  expected: string;
  id: string;
  metadata: string;
}

const FORMATS: Record<string, string> = {
  csv: "csv",
  jsonl: "jsonl",
  ndjson: "jsonl",
  json: "json",
  yaml: "yaml",
  yml: "yaml",
};

/** The format that a file's name tells; empty when it tells none. */
export function formatOf(fileName: string): string {
  return FORMATS[fileName.split(".").at(-1)?.toLowerCase() ?? ""] ?? "";
}

/** A name for the dataset from the file's. */
export function nameOf(fileName: string): string {
  return fileName
    .replace(/\.[^.]+$/, "")
    .replace(/[^\w.-]+/g, "-")
    .slice(0, 128);
}

/** The name of the dataset when another file is chosen: that of the file, unless somebody has typed one. */
export function nameFor(typed: string, before: { name: string } | undefined, chosen: { name: string }): string {
  return typed === "" || typed === nameOf(before?.name ?? "") ? nameOf(chosen.name) : typed;
}

/** Sends the file; a session that ran out is renewed once, as for every other request. */
export async function upload(
  file: File,
  options: UploadOptions,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<Commands["DatasetVersion"]> {
  try {
    return await send(file, options, onProgress, signal);
  } catch (thrown) {
    if (thrown instanceof ApiError && thrown.status === 401 && (await session.renew())) {
      return send(file, options, onProgress, signal);
    }
    throw thrown;
  }
}

/**
 * Sends the file itself. XMLHttpRequest, because `fetch` does not tell how much of a body is sent. Aborting leaves nothing behind:
 * either everything is imported or nothing.
 */
function send(
  file: File,
  options: UploadOptions,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<Commands["DatasetVersion"]> {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(options)) {
    if (value !== "") {
      query.set(key, value);
    }
  }
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/datasets?${query}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () => {
      if (request.status < 300) {
        resolve(request.response as Commands["DatasetVersion"]);
      } else {
        reject(new ApiError(request.status, (request.response ?? {}) as Problem));
      }
    };
    request.onerror = () =>
      reject(new ApiError(0, { detail: "The connection broke while the file was sent; nothing was imported." }));
    request.onabort = () => reject(new DOMException("stopped", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
