export type { UpdateRate } from "./feed";
export type { LogEntry } from "./frames";
export { liveFeed, useChannel, useChannelValue, useConnection, useLiveRefetch } from "./hooks";
export type { Channel } from "./reducer";
export { connectionStore, viewStore } from "./stores";
