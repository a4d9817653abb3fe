/**
 * Makes inputs and judges outputs for whoever forked this process, one request after the other. A process for each would take as
 * long to start as what is judged. It ends with the channel.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applicationNamed } from './applications.ts';
import type { InputFormat } from './formats.ts';

type Files = {
  readonly application: string;
  readonly format: InputFormat;
  readonly records: number;
  readonly folder: string;
};
export type JudgeRequest =
  | (Files & { readonly type: 'make' })
  | (Files & {
      readonly type: 'judge';
      /** The nodes whose inputs lie in the folder. */
      readonly sources: readonly string[];
      readonly actual: string;
      readonly actualFormat: InputFormat;
      readonly concurrent: boolean;
    });
/** What is wrong: with the output, or with the request; null where nothing is. */
export type JudgeReply = { readonly fault: string | null };

process.on('message', (request: JudgeRequest) => {
  let reply: JudgeReply;
  try {
    reply = { fault: request.type === 'make' ? make(request) : judge(request) };
  } catch (error) {
    reply = { fault: error instanceof Error ? error.message : String(error) };
  }
  process.send?.(reply);
});

/** Rejections are many, so that much is compared. */
function make({ application, format, records, folder }: Files): null {
  const inputs = applicationNamed(application).make({ records, seed: 1, format, rejectedShare: 0.05, flicker: 0.1 });
  mkdirSync(folder, { recursive: true });
  for (const [node, bytes] of inputs) writeFileSync(join(folder, `${node}.${format}`), bytes);
  return null;
}

const judge = ({
  application,
  format,
  records,
  folder,
  sources,
  actual,
  actualFormat,
  concurrent,
}: Extract<JudgeRequest, { type: 'judge' }>): string | null =>
  applicationNamed(application).judge({
    inputs: new Map(sources.map((node) => [node, new Uint8Array(readFileSync(join(folder, `${node}.${format}`)))])),
    format,
    actual: readFileSync(actual),
    actualFormat,
    generated: records,
    concurrent,
  });
