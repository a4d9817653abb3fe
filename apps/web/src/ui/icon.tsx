/** The studio's own icons: 16 by 16, drawn with one stroke width in the colour of the text. Always beside or under a name. */
const paths = {
  tcp: 'M2.5 8h8M7.5 5l3 3-3 3M13.5 3.5v9',
  'tcp-out': 'M2.5 3.5v9M5 8h8M10 5l3 3-3 3',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3M6 8.5h4M6 11h4',
  generator: 'M1.5 8.5c1.3-5 2.9-5 4.2-.5s2.9 4.5 4.2 0 2.6-4.3 4.1-.5',
  live: 'M2.5 3.500h11v9h-11zM2.5 6.500h11M6.5 6.500v6',
  computation: 'M10.5 3c-2-.6-2.9.4-3.2 2.200l-1 6c-.3 1.7-1.1 2.4-2.8 1.900M4.5 7.500h5.5',
  filter: 'M2.5 3.5h11l-4.2 5v4l-2.6 1.2V8.5z',
  branch: 'M2.5 8H6M6 8l5-4.5M6 8h5.5M6 8l5 4.5M11 3.5h2M11.5 8h2M11 12.5h2',
  key: 'M9.7 9.300a3.1 3.1 0 1 1 0-6.2 3.1 3.1 0 0 1 0 6.200zM7.5 8.5 2.8 13.200M4.5 11.500l1.5 1.5',
  state:
    'M3 4.500c0-1.1 2.2-2 5-2s5 .9 5 2v7c0 1.1-2.2 2-5 2s-5-.9-5-2zM3 4.500c0 1.1 2.2 2 5 2s5-.9 5-2M3 8c0 1.1 2.2 2 5 2s5-.9 5-2',
  'state-computation':
    'M2.5 3.500h11v9h-11zM9.5 5.500c-1.2-.3-1.7.3-1.8 1.300l-.5 2.800c-.2 1-.7 1.3-1.6 1.100M6 8h3.2',
  note: 'M3 3h10v7l-3 3H3zM13 10h-3v3M5.5 6h5M5.5 8.500h3',
  play: 'M5 3.200v9.600l7.5-4.800z',
  stop: 'M4 4h8v8H4z',
  pause: 'M5.500 3.500v9M10.500 3.500v9',
  'step-back': 'M11 3.500v9L5 8zM4 3.500v9',
  'step-on': 'M5 3.500v9L11 8zM12 3.500v9',
  plus: 'M8 3.500v9M3.5 8h9',
  minus: 'M3.5 8h9',
  undo: 'M6 3.5 3 6.500l3 3M3.2 6.500H9.500a3.5 3.5 0 0 1 0 7H6.5',
  redo: 'M10 3.500l3 3-3 3M12.8 6.500H6.500a3.5 3.5 0 0 0 0 7h3',
  fit: 'M2.5 6V2.500H6M10 2.500h3.500V6M13.5 10v3.500H10M6 13.500H2.500V10',
  bin: 'M3 4.500h10M6.5 4.500v-2h3v2M4.5 4.500l.6 9h5.800l.6-9M7 7v4M9 7v4',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3.5 8.500l3 3 6-7',
  error: 'M8 2.500a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM8 5.200v3.600M8 10.700v.2',
  warning: 'M8 2.8 14 13H2zM8 6.500v3M8 11.200v.2',
  chevron: 'M4.5 6.5 8 10l3.5-3.5',
  sun: 'M8 5.200a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.600zM8 1.500v1.300M8 13.200v1.300M1.5 8h1.300M13.2 8h1.300M3.4 3.400l.9.9M11.7 11.700l.9.9M12.6 3.400l-.9.9M4.3 11.700l-.9.9',
  moon: 'M13 9.500A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.500z',
  system: 'M2.5 3.500h11v7.500h-11zM6 13.500h4M8 11v2.5',
  connect:
    'M3 5.500a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0M10 10.500a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0M6 5.500h1.500c2 0 1 5 2.5 5',
  pencil: 'M3 13l.6-2.800L10.8 3 13 5.2 5.8 12.400z',
  search: 'M7 2.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9zM10.300 10.300l3.200 3.200',
  copy: 'M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3',
  download: 'M8 2.500v7.500M5 7.500l3 3 3-3M3 13.500h10',
  upload: 'M8 10.500V3M5 5.500l3-3 3 3M3 13.500h10',
  template: 'M2.5 3h4.500v4.500H2.500zM9 3h4.500v4.500H9zM2.5 9.500h4.500v3.500H2.500zM9 9.500h4.500v3.500H9z',
  history: 'M3 8a5 5 0 1 0 1.600-3.700M3 3v2.500h2.500M8 5.200V8l2 1.300',
  outline: 'M2.500 3.500h2M7 3.500h6.500M4.500 8h2M9 8h4.500M4.500 12.500h2M9 12.500h4.500M2.500 6v6.500',
  layout: 'M2 6h3.500v4H2zM10.500 2.500H14v4h-3.500zM10.500 9.500H14v4h-3.500zM5.500 8H8V4.500h2.500M8 8v3.500h2.500',
  'align-left': 'M2.5 2v12M5 4h8v3H5zM5 9.500h5v3H5z',
  'align-centre': 'M8 2v2M8 7v2.500M8 12.500V14M4 4h8v3H4zM5.5 9.500h5v3h-5z',
  'align-right': 'M13.5 2v12M3 4h8v3H3zM6 9.500h5v3H6z',
  'align-top': 'M2 2.500h12M4 5v8h3V5zM9.500 5v5h3V5z',
  'align-middle': 'M2 8h2M7 8h2.500M12.500 8H14M4 4v8h3V4zM9.500 5.500v5h3v-5z',
  'align-bottom': 'M2 13.500h12M4 3v8h3V3zM9.500 6v5h3V6z',
  'distribute-horizontal': 'M2.500 2v12M13.500 2v12M6.500 4.500h3v7h-3z',
  'distribute-vertical': 'M2 2.500h12M2 13.500h12M4.500 6.500h7v3h-7z',
  grip: 'M6 4.500v.1M6 8v.1M6 11.500v.1M10 4.500v.1M10 8v.1M10 11.500v.1',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
