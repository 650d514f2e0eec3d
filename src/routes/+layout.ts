/** Every page is a file: the relay serves them as they lie. */
export const prerender = true;
