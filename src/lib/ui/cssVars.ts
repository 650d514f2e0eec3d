import type { Attachment } from 'svelte/attachments';

/**
 * Sets CSS custom properties on an element from script. Used in place of `style:` wherever a component may be prerendered: the page's policy
 * allows no style attribute in HTML, and what script sets through the CSSOM is not one.
 */
export function cssVars(values: Readonly<Record<`--${string}`, string | number>>): Attachment<HTMLElement> {
  return (element) => {
    for (const [name, value] of Object.entries(values)) element.style.setProperty(name, String(value));
  };
}
