/** The fixtures of a node: their names, how they fare with the code as it is, and what can be done with each. */
import { limits } from '@potoroo/shared/limits';
import type { Fixture, PipelineNode } from '@potoroo/shared/pipeline';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { counted } from '../../ui/numbers.ts';
import { writtenLines } from '@potoroo/shared/pipeline';
import { changeFixtures } from '../inspector/node-changes.ts';
import { acceptResults, tryFixtures, useTried, writeSamples } from './trying-store.ts';

export function FixtureList({ node }: { readonly node: PipelineNode }) {
  const { isRunning } = useTried(node.id);
  const { fixtures = [] } = node;
  if (fixtures.length === 0) return null;
  return (
    <section className="fixtures" aria-label="Fixtures">
      <header>
        <h4>{counted(fixtures.length, 'fixture')}</h4>
        <Button
          icon="play"
          reason={isRunning ? 'It is running.' : null}
          onClick={() => void tryFixtures(node.id, fixtures)}
        >
          Run all
        </Button>
      </header>
      <ul>
        {fixtures.map((fixture, index) => (
          // A fixture has no identity but its place.
          <FixtureRow key={index} node={node} fixture={fixture} index={index} />
        ))}
      </ul>
    </section>
  );
}

type RowProps = { readonly node: PipelineNode; readonly fixture: Fixture; readonly index: number };

function FixtureRow({ node, fixture, index }: RowProps) {
  const { verdicts } = useTried(node.id);
  const verdict = verdicts.get(fixture);
  const { fixtures = [] } = node;
  const rename = (name: string) =>
    changeFixtures(
      node.id,
      fixtures.map((each) => (each === fixture ? { ...fixture, name } : each)),
      `name ${index}`,
    );
  const records = counted(writtenLines(fixture.records).length, 'record');
  return (
    <li>
      <div className="fixture-head">
        <input
          className="input"
          aria-label={`Name of fixture ${index + 1}`}
          value={fixture.name}
          maxLength={limits.nameCharsMax}
          onChange={(event) => rename(event.target.value)}
        />
        <IconButton icon="play" label={`Run ${fixture.name}`} onClick={() => void tryFixtures(node.id, [fixture])} />
        <IconButton
          icon="pencil"
          label={`Put the records of ${fixture.name} above`}
          onClick={() => writeSamples(node.id, fixture.records, fixture.origin)}
        />
        <IconButton
          icon="bin"
          label={`Remove ${fixture.name}`}
          onClick={() =>
            changeFixtures(
              node.id,
              fixtures.filter((each) => each !== fixture),
            )
          }
        />
      </div>
      <p className="quiet">
        {records}, {fixture.origin}
        {fixture.expected === null && verdict === undefined && '; not judged yet'}
      </p>
      {verdict !== undefined && (
        <p className={verdict.passed ? 'try-good' : 'try-fault'}>
          <Icon name={verdict.passed ? 'check' : 'error'} size={14} /> {verdict.text}
        </p>
      )}
      {verdict !== undefined && (!verdict.passed || fixture.expected === null) && (
        <Button onClick={() => void acceptResults(node.id, fixture)}>What it gives now is right</Button>
      )}
    </li>
  );
}
