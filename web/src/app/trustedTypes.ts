interface TrustedTypePolicyFactory {
  createPolicy(
    name: string,
    rules: { createHTML(text: string): string; createScriptURL(url: string): string },
  ): unknown;
}

/**
 * The Content-Security-Policy asks for Trusted Types: text cannot become markup or a script's address. Two libraries need a
 * little: the chart library empties its element with an empty text, and workers are started by address. Nothing else passes.
 */
export function startTrustedTypes(): void {
  const factory = (globalThis as { trustedTypes?: TrustedTypePolicyFactory }).trustedTypes;
  factory?.createPolicy("default", {
    createHTML(text) {
      if (text === "") {
        return text;
      }
      throw new TypeError("this page makes no markup from text");
    },
    createScriptURL(url) {
      const address = new URL(url, location.href);
      if (address.origin === location.origin && address.pathname.startsWith("/assets/")) {
        return url;
      }
      throw new TypeError(`this page starts no worker from ${address.origin}`);
    },
  });
}
