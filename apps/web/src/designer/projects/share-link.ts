/**
 * A document in a link: JSON, compressed, in the fragment of the address, which a browser sends to nobody. What comes in a
 * link is a stranger's: it is bounded before and while it is unpacked, and then parsed as any untrusted document.
 */
import { limits } from '@potoroo/shared/limits';
import { diagnose, type Diagnostic, parsePipelineText, type Pipeline, tooLarge } from '@potoroo/shared/pipeline';
import { err, type Result } from '@potoroo/shared/result';

/** What a person would not see in the graph, and passes on with a link all the same. */
export type Carried = {
  /** Code that no node has: its texts. */
  readonly preserved: readonly string[];
  /** Records that were written, or caught from a run, as samples of nodes. */
  readonly samples: number;
};

export const carriedBy = ({ nodes, preserved = [] }: Pipeline): Carried => ({
  preserved: preserved.map(({ text, file }) => (file === undefined ? text : `// ${file}\n${text}`)),
  samples: nodes.flatMap(({ fixtures = [] }) => fixtures.flatMap(({ records }) => records.split('\n').filter(isSaid)))
    .length,
});

const isSaid = (line: string): boolean => line.trim() !== '';

const prefix = '#pipeline=';
/** What does not compress at all, in base64. */
const fragmentCharsMax = Math.ceil((limits.documentBytesMax * 4) / 3) + 1_024;

export async function fragmentOf(pipeline: Pipeline): Promise<string> {
  const text = new Blob([JSON.stringify(pipeline)]).stream();
  const packed = await new Response(text.pipeThrough(new CompressionStream('deflate-raw'))).bytes();
  return `${prefix}${base64UrlOf(packed)}`;
}

/** Null where the fragment speaks of no pipeline. */
export async function pipelineInFragment(fragment: string): Promise<Result<Pipeline, readonly Diagnostic[]> | null> {
  if (!fragment.startsWith(prefix)) return null;
  if (fragment.length > fragmentCharsMax) return err([tooLarge()]);
  try {
    const packed = bytesIn(fragment.slice(prefix.length));
    const text = await unpacked(packed);
    return text === null ? err([tooLarge()]) : parsePipelineText(text);
  } catch {
    return err([cutOrChanged]);
  }
}

/** Null where it would be larger than a document may be: a short link can unpack to gigabytes. */
async function unpacked(packed: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  for (let bytes = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > limits.documentBytesMax * 4) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** In pieces: a call has a limited number of arguments. */
function base64UrlOf(bytes: Uint8Array): string {
  const pieceBytes = 8_192;
  let binary = '';
  for (let at = 0; at < bytes.length; at += pieceBytes)
    binary += String.fromCharCode(...bytes.subarray(at, at + pieceBytes));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

const bytesIn = (base64Url: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64Url.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));

const cutOrChanged = diagnose('P101', {
  message: 'The link holds no pipeline: it was cut short or changed on its way.',
  remedy: 'Copy the whole link again where it came from, or ask for the file.',
});
