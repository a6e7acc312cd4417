/** The colours behind CSS custom properties, as a canvas takes them: `light-dark()` is resolved for the theme in use. */
export function resolveColours(element: Element, names: readonly string[]): Readonly<Record<string, string>> {
  const probe = document.createElement('span');
  element.append(probe);
  const entries = names.map((name) => {
    probe.style.color = `var(${name})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(entries);
}
