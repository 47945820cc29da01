// Before the first paint: the theme this reader chose, if any. A file of its own because the page allows no inline script.
try {
  const chosen = localStorage.getItem('plumbline-theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is forbidden: the system's choice stands.
}
