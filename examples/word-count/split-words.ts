const stripped = new Set(' !"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~');

// The words of a text that may have several lines. Between two spaces lies an empty word, and it counts.
export default function splitWords(text: string): string[] {
  return text.split('\n').flatMap((line) => strip(line.toLowerCase()).split(' ').map(strip));
}

// Without spaces and punctuation at both ends.
function strip(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && stripped.has(text.charAt(from))) from++;
  while (from < to && stripped.has(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}
