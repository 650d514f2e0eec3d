/** What a driver calls something, fit for a line on a screen: no control characters, no more than `most` of them. */
export function cleanText(text: string, most = 80): string {
  return text
    .slice(0, 4 * most)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .trim()
    .slice(0, most);
}

/** A name as a key: 'Bias Tee' -> 'bias-tee'; told apart by a number from the keys in `taken`, which it joins. */
export function uniqueKey(name: string, taken: Set<string>): string {
  const slug =
    cleanText(name)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'setting';
  let key = slug;
  for (let count = 2; taken.has(key); count++) key = `${slug}-${count}`;
  taken.add(key);
  return key;
}
