// Sets the theme before the first paint. A file of its own: the Content-Security-Policy allows no inline script.
(() => {
  let choice = "system";
  try {
    choice = JSON.parse(localStorage.getItem("promptlooper.preferences") ?? "{}").theme ?? "system";
  } catch {
    // Storage that is full, forbidden or not ours: the system's theme is as good.
  }
  const dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
