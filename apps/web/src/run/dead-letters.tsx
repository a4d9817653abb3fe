/** Records that could not be handled, with node, line and message; a click opens the snippet at that line. */
import { useDocument } from '../designer/document/document-store.ts';
import { reveal } from '../designer/problems/reveal.ts';
import { count } from '../ui/numbers.ts';
import { deadLetterViews } from './dead-letters-view.ts';
import { useEveryFrame } from './live-parts.tsx';

export function DeadLetters() {
  const { span } = useEveryFrame();
  const pipeline = useDocument((state) => state.pipeline);
  const letters = span?.newest.deadLetters ?? [];
  const all = span?.newest.ledger.deadLetters ?? 0;
  if (pipeline === null || letters.length === 0) {
    return (
      <p className="pane-empty">
        No dead letters. A record that a snippet throws on, or bytes that are no record, would be listed here; the run
        goes on.
      </p>
    );
  }
  return (
    <div className="pane-scroll">
      <table className="pane-table">
        <caption className="visually-hidden">Dead letters, the most recent first</caption>
        <thead>
          <tr>
            <th>Node</th>
            <th>Line</th>
            <th>What happened</th>
            <th>Key</th>
            <th>Record</th>
            <th>Worker</th>
          </tr>
        </thead>
        <tbody>
          {deadLetterViews(letters, pipeline).map(({ letter, name, at }, index) => (
            <tr key={index}>
              <td>
                <button type="button" className="link-button" onClick={() => reveal({ node: letter.node, at })}>
                  {name}
                </button>
              </td>
              <td className="mono">{letter.line ?? '–'}</td>
              <td>{letter.message}</td>
              <td className="mono">{letter.key ?? '–'}</td>
              <td className="mono cell-record" title={letter.record}>
                {letter.record}
              </td>
              <td>{letter.worker}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {all > letters.length && (
        <p className="quiet pane-more">
          The last {letters.length} of {count(all)}.
        </p>
      )}
    </div>
  );
}
