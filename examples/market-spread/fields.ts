// Reading fixed-width fields. All integers and doubles are big-endian, all text is ASCII.

const lastChunk: { view: DataView } = { view: new DataView(new ArrayBuffer(0)) };

// The records of one chunk lie in one buffer, so they share a view of it.
export function viewOf(bytes: Uint8Array): DataView {
  if (lastChunk.view.buffer !== bytes.buffer) lastChunk.view = new DataView(bytes.buffer);
  return lastChunk.view;
}

// One call with all characters is several times faster than a loop that joins them.
export function orderIdAt(view: DataView, at: number): string {
  const char = (i: number) => view.getUint8(at + i);
  return String.fromCharCode(char(0), char(1), char(2), char(3), char(4), char(5));
}

const symbols = new Map<number, string>();
const symbolsMax = 65_536;

// A symbol is four characters, right-justified. Few symbols make up the traffic, so each is made a string once.
export function symbolAt(view: DataView, at: number): string {
  const word = view.getUint32(at);
  return symbols.get(word) ?? remember(word, fourCharacters(view, at).trimStart());
}

function fourCharacters(view: DataView, at: number): string {
  const char = (i: number) => view.getUint8(at + i);
  return String.fromCharCode(char(0), char(1), char(2), char(3));
}

function remember(word: number, symbol: string): string {
  if (symbols.size >= symbolsMax) symbols.clear();
  symbols.set(word, symbol);
  return symbol;
}

const lastTime = { words: [0, 0, 0, 0, 0], end: 0, text: '' };

// A time is 21 characters. Neighbouring records often carry the same millisecond, and then share one string.
export function timeAt(view: DataView, at: number): string {
  const { words } = lastTime;
  let same = view.getUint8(at + 20) === lastTime.end;
  for (let i = 0; i < 5; i++) {
    const word = view.getUint32(at + 4 * i);
    if (word === words[i]) continue;
    words[i] = word;
    same = false;
  }
  if (same) return lastTime.text;
  lastTime.end = view.getUint8(at + 20);
  lastTime.text = timeCharacters(view, at);
  return lastTime.text;
}

function timeCharacters(view: DataView, at: number): string {
  const char = (i: number) => view.getUint8(at + i);
  // oxfmt-ignore
  return String.fromCharCode(
    char(0), char(1), char(2), char(3), char(4), char(5), char(6), char(7), char(8), char(9), char(10),
    char(11), char(12), char(13), char(14), char(15), char(16), char(17), char(18), char(19), char(20),
  );
}
