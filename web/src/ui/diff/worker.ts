import { diffTexts } from "./diff";

self.onmessage = (event: MessageEvent<{ before: string; after: string }>) => {
  self.postMessage(diffTexts(event.data.before, event.data.after));
};
