const words = [
  'potoroo',
  'kangaroo',
  'wallaroo',
  'bandicoot',
  'bettong',
  'quokka',
  'numbat',
  'wombat',
  'level',
  'radar',
];

// Two to five words in a row.
export default function generateText(_index: number, _memory: unknown, random: () => number): string {
  const count = 2 + Math.floor(random() * 4);
  return Array.from({ length: count }, () => words[Math.floor(random() * words.length)]).join(' ');
}
