import { describe, expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';

const message = (...args: string[]): string => {
  const parsed = parseArguments(args);
  return parsed.ok ? `accepted as ${parsed.value.type}` : `${parsed.error.message} ${parsed.error.remedy}`;
};

describe('the command line', () => {
  test('reads every flag of run', () => {
    const args =
      'run market-spread --workers 5 --source orders=file:o.bin?format=framed --source=market-data=tcp://127.0.0.1:0 --sink rejections=file:r.out --after orders=market-data --checkpoint-interval 50ms --no-spare --json';
    expect(parseArguments(args.split(' '))).toEqual({
      ok: true,
      value: {
        type: 'run',
        document: 'market-spread',
        workers: 5,
        state: null,
        script: [],
        profile: null,
        hasSpare: false,
        barrierIntervalMs: 50,
        json: true,
        after: [{ source: 'orders', after: 'market-data' }],
        overrides: [
          { side: 'source', node: 'orders', spec: { type: 'file', path: 'o.bin', format: 'framed', rate: null } },
          { side: 'source', node: 'market-data', spec: { type: 'tcp', host: '127.0.0.1', port: 0, format: null } },
          { side: 'sink', node: 'rejections', spec: { type: 'file', path: 'r.out', format: null, rate: null } },
        ],
      },
    });
  });

  test('takes flags before the document too', () => {
    expect(parseArguments(['run', '--json', '--workers=1', 'word-count'])).toMatchObject({
      ok: true,
      value: { document: 'word-count', workers: 1, hasSpare: true, json: true },
    });
  });

  test.each([
    [['help'], 'help'],
    [['--help'], 'help'],
    [['run', '--help'], 'help'],
    [['list', '--json'], 'list'],
    [['check', 'a.json'], 'check'],
    [['explain', 'a.json'], 'explain'],
    [['explain', 'a.json', '--code'], 'explain'],
    [['explain', 'a.json', '--code', '--source', 'a=file:a.ndjson', '--sink', 'b=live'], 'explain'],
    [['run', 'a.json', '--profile', 'profiles'], 'run'],
  ])('accepts %j', (args, type) => {
    expect(message(...args)).toBe(`accepted as ${type}`);
  });

  test.each([
    [[], 'No command'],
    [['launch'], 'There is no command "launch"'],
    [['run'], 'needs a pipeline'],
    [['run', 'a', 'b'], 'does not know what to do with "b"'],
    [['run', 'a', '--worker', '3'], 'no flag "--worker"'],
    [['run', 'a', '-w'], 'no flag "-w"'],
    [['run', 'a', '--__proto__', 'x'], 'no flag "--__proto__"'],
    [['run', 'a', '--workers'], 'needs a value'],
    [['run', 'a', '--profile'], 'needs a value'],
    [['run', 'a', '--workers', '--json'], 'needs a value'],
    [['run', 'a', '--workers', '0'], 'from 1 to 64'],
    [['run', 'a', '--workers', '65'], 'from 1 to 64'],
    [['run', 'a', '--workers', '2.5'], 'from 1 to 64'],
    [['run', 'a', '--workers', '3', '--workers', '4'], 'twice'],
    [['run', 'a', '--checkpoint-interval', '1'], 'from 10ms to'],
    [['run', 'a', '--checkpoint-interval', '2m'], 'from 10ms to'],
    [['run', 'a', '--checkpoint-interval', '0.0001s'], 'from 10ms to'],
    [['run', 'a', '--json=yes'], 'takes no value'],
    [['run', 'a', '--source', 'orders'], 'is not node=SPEC'],
    [['run', 'a', '--source', '=file:x'], 'is not node=SPEC'],
    [['run', 'a', '--source', 'o=file:x', '--source', 'o=file:y'], 'two connectors'],
    [['run', 'a', '--after', 'orders'], 'is not source=source'],
    [['list', 'x'], 'does not know what to do with "x"'],
    [['explain', 'a', '--json'], 'no flag "--json"'],
    [['explain', 'a', '--source', 'orders'], 'is not node=SPEC'],
  ])('refuses %j and says why', (args, expected) => {
    expect(message(...args)).toContain(expected);
  });

  test('reads what export, import, draw and schema are told, and says what is missing', () => {
    const value = (...args: string[]): unknown => {
      const parsed = parseArguments(args);
      return parsed.ok ? parsed.value : null;
    };
    expect(value('export', 'alphabet', '--out', 'dir')).toMatchObject({ form: 'project', out: 'dir' });
    expect(value('export', 'alphabet', '--single-file')).toMatchObject({ form: 'single-file', out: null });
    expect(value('export', 'alphabet', '--single-file', '--out', 'a.ts')).toMatchObject({ out: 'a.ts' });
    expect(value('import', 'dir')).toEqual({ type: 'import', project: 'dir', root: null, out: null });
    expect(value('import', 'dir', '--root', '.')).toMatchObject({ root: '.' });
    expect(value('draw', 'a.ts', '--as', 'svg', '--out', 'a.svg')).toMatchObject({ format: 'svg', out: 'a.svg' });
    expect(value('draw', 'a.ts')).toMatchObject({ format: 'mermaid', out: null });
    expect(value('schema')).toEqual({ type: 'schema' });
    expect(message('export', 'alphabet')).toMatch(/needs a folder.*--out DIR.*--single-file/);
    expect(message('export', 'alphabet', '--single-file', '--out', 'one')).toMatch(/"one" does not end.*--out one\.ts/);
    expect(message('import')).toMatch(/needs a project.*pipeline\.ts/);
    expect(message('import', 'a', 'b')).toMatch(/does not know what to do with "b"/);
    expect(message('draw', 'a', '--as', 'gif')).toMatch(/"gif" is no form.*mermaid, svg, png/);
    expect(message('draw', 'a', '--as', 'png')).toMatch(/A PNG is no text/);
    expect(message('schema', 'x')).toMatch(/does not know what to do with "x"/);
  });
});
