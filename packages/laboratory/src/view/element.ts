type Child = Node | string | null

/**
 * An element with attributes and children; an attribute that is false is left out, one that is true is empty.
 *
 * @example
 * ```ts
 * element('button', { type: 'button', disabled: true }, 'Start')
 * ```
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: { readonly [name: string]: string | number | boolean } = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  setAttributes(made, attributes)
  made.append(...children.filter(child => child !== null))
  return made
}

/** The same for SVG. */
export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: { readonly [name: string]: string | number | boolean } = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag)
  setAttributes(made, attributes)
  made.append(...children.filter(child => child !== null))
  return made
}

/** Sets attributes as {@link element} does. */
export function setAttributes(
  on: Element,
  attributes: { readonly [name: string]: string | number | boolean },
): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false) on.removeAttribute(name)
    else on.setAttribute(name, value === true ? '' : String(value))
  }
}
