/** The templates, each with a picture of its graph. */
import type { Template } from '@potoroo/shared/control';
import { useMemo } from 'react';
import { drawingOf } from '../drawing/drawing.ts';
import { PipelineDrawing } from '../drawing/pipeline-drawing.tsx';

type TemplateGalleryProps = {
  readonly templates: readonly Template[];
  readonly onChoose: (template: Template) => void;
};

export const TemplateGallery = ({ templates, onChoose }: TemplateGalleryProps) => (
  <ul className="template-list">
    {templates.map((template) => (
      <li key={template.name}>
        <TemplateCard template={template} onChoose={() => onChoose(template)} />
      </li>
    ))}
  </ul>
);

function TemplateCard({ template, onChoose }: { readonly template: Template; readonly onChoose: () => void }) {
  const drawing = useMemo(() => drawingOf(template.document), [template]);
  return (
    <button type="button" className="template" onClick={onChoose}>
      <span className="template-picture">
        <PipelineDrawing drawing={drawing} label="" hasNames={false} />
      </span>
      <b>{template.title}</b>
      <span className="template-words">{template.description}</span>
    </button>
  );
}
