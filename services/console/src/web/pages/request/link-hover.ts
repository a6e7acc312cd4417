/** Marks everything below `root` that belongs to a span, without drawing it again. */
export function linkHover(root: Element | null, spanId: string | undefined): void {
  for (const element of root?.querySelectorAll('.linked') ?? []) element.classList.remove('linked');
  if (spanId === undefined || spanId === '') return;
  for (const element of root?.querySelectorAll(`[data-span="${CSS.escape(spanId)}"]`) ?? []) {
    element.classList.add('linked');
  }
}

/** The span of the element under the pointer. */
export function spanAt(target: EventTarget | null): string | undefined {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-span]') : undefined;
  return element?.dataset.span;
}
