/** What every code editor is made of: keys, colours from the tokens, brackets, completion and explanations. */
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, undoDepth } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { lintKeymap } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, hoverTooltip, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { limits } from '@potoroo/shared/limits';
import { undoAloud } from '../canvas/canvas-actions.ts';
import type { SnippetPlace } from './compiler-protocol.ts';
import { completeFrom, explainAt } from './editor-language.ts';
import { fullScreenKeys, toggleFullScreen } from './full-screen.ts';
import { roomFor } from './room-for.ts';

type EditorSetup = { readonly place: SnippetPlace; readonly label: string };

export const editorSetup = ({ place, label }: EditorSetup): Extension => [
  autocompletion({ override: [completeFrom(place)], icons: false }),
  hoverTooltip(explainAt(place), { hoverTime: 350 }),
  keymap.of([
    { key: 'Tab', run: acceptCompletion },
    { key: fullScreenKeys.replaceAll('+', '-'), run: () => toggleFullScreen(place) },
    ...completionKeymap,
  ]),
  plainEditing(label, limits.snippetCharsMax),
];

/** Code that is written without a snippet's place: a file of the project. */
export const plainEditing = (label: string, charsMax: number): Extension => [
  roomFor(charsMax),
  lineNumbers(),
  history(),
  drawSelection(),
  highlightActiveLine(),
  indentOnInput(),
  indentUnit.of('  '),
  bracketMatching(),
  closeBrackets(),
  replaceSelectionOurselves,
  EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
  keymap.of([
    { key: 'Mod-z', run: undoBeyondEditor },
    ...closeBracketsKeymap,
    ...defaultKeymap,
    ...historyKeymap,
    ...lintKeymap,
  ]),
  codeLook,
];

/** Code that is only read. */
export const reading = (label: string): Extension => [
  lineNumbers(),
  EditorState.readOnly.of(true),
  EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true', tabindex: '0' }),
  codeLook,
];

/** An editor that was just opened has nothing to undo of its own: then the document's history is meant. */
function undoBeyondEditor({ state }: EditorView): boolean {
  if (undoDepth(state) > 0) return false;
  undoAloud();
  return true;
}

/**
 * Typing over a selection: Chromium would carry the colours of the replaced text over as inline styles, which the content
 * security policy refuses, with an error in the console. So CodeMirror inserts the text, with its own handlers asked first.
 */
const replaceSelectionOurselves = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { main } = view.state.selection;
    const text = event.data;
    if (event.inputType !== 'insertText' || text === null || main.empty || view.composing) return false;
    const insert = () =>
      view.state.update(view.state.replaceSelection(text), { userEvent: 'input.type', scrollIntoView: true });
    const isHandled = view.state
      .facet(EditorView.inputHandler)
      .some((handle) => handle(view, main.from, main.to, text, insert));
    if (!isHandled) view.dispatch(insert());
    event.preventDefault();
    return true;
  },
});

const highlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.controlKeyword], color: 'var(--code-keyword)' },
  { tag: [tags.typeName, tags.className, tags.namespace], color: 'var(--code-type)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
  { tag: tags.comment, color: 'var(--code-comment)' },
]);

const look = EditorView.theme({
  '&': {
    fontSize: '12px',
    background: 'var(--panel-2)',
    borderRadius: 'var(--radius)',
    border: '1px solid var(--line)',
    maxHeight: '46vh',
  },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6', overflow: 'auto' },
  '.cm-content': { padding: '7px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 10px 0 6px' },
  '.cm-gutters': { background: 'transparent', border: 'none', color: 'var(--ink-3)', borderRadius: 'var(--radius)' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 4px 0 8px', minWidth: '24px' },
  '.cm-activeLine': { background: 'transparent' },
  '&.cm-focused .cm-activeLine': { background: 'color-mix(in srgb, var(--focus) 7%, transparent)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--focus) 24%, transparent)',
  },
  '&.cm-focused .cm-matchingBracket': {
    background: 'color-mix(in srgb, var(--focus) 18%, transparent)',
    outline: 'none',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--bad)',
    textUnderlineOffset: '3px',
  },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--warn)',
    textUnderlineOffset: '3px',
  },
  '.cm-tooltip': {
    background: 'var(--raised)',
    border: '1px solid var(--line)',
    borderRadius: 'var(--radius)',
    boxShadow: 'var(--shadow-float)',
    overflow: 'hidden',
    maxWidth: '440px',
    zIndex: '40',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: '12px', maxHeight: '220px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { background: 'var(--hover)', color: 'var(--ink)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal', marginLeft: '12px' },
  '.cm-diagnostic': { padding: '7px 10px', fontFamily: 'var(--font)', fontSize: '12px', borderLeftWidth: '3px' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn)' },
  '.cm-diagnosticSource': { color: 'var(--ink-3)', opacity: '1' },
  '.explanation': { padding: '7px 10px', fontSize: '12px' },
  '.explanation pre': { fontFamily: 'var(--mono)', whiteSpace: 'pre-wrap', margin: '0' },
  '.explanation p': { marginTop: '4px', color: 'var(--ink-2)' },
});

/** How code looks. */
export const codeLook: Extension = [
  javascript({ typescript: true }),
  syntaxHighlighting(highlighting),
  EditorView.lineWrapping,
  look,
];
