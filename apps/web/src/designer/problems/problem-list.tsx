/** Stands below what is typed into, so that a new problem does not push the text away. Problems of one node or edge, or of the whole document; a click goes to the place. */
import { useMemo } from 'react';
import { Icon } from '../../ui/icon.tsx';
import { useCheck } from '../code/check-store.ts';
import { useDocument } from '../document/document-store.ts';
import { problemViews } from './problems-view.ts';
import { reveal } from './reveal.ts';

/** `of` null: all problems. */
export function ProblemList({ of }: { readonly of: string | null }) {
  const diagnostics = useCheck((state) => state.diagnostics);
  const pipeline = useDocument((state) => state.pipeline);
  const views = useMemo(() => {
    const own = of === null ? diagnostics : diagnostics.filter(({ node, edge }) => node === of || edge === of);
    return pipeline === null ? [] : problemViews(own, pipeline);
  }, [diagnostics, pipeline, of]);
  if (views.length === 0) return null;
  return (
    <section className="problem-list" aria-label="Problems">
      <h3 className="section-title">Problems</h3>
      <ul>
        {views.map(({ diagnostic, place }, index) => (
          <li key={`${diagnostic.code} ${place} ${index}`}>
            <button
              type="button"
              className={`problem problem-${diagnostic.severity}`}
              onClick={() => reveal(diagnostic)}
            >
              <Icon name={diagnostic.severity} size={14} />
              <span>
                <b>{place}</b>
                <span className="problem-code mono">{diagnostic.code}</span>
                <span className="problem-message">{diagnostic.message}</span>
                <span className="problem-remedy">{diagnostic.remedy}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
