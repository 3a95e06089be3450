/** The types of what the query console uses of CodeMirror, no more. */

export interface Text {
  toString(): string;
  readonly length: number;
}

export interface EditorState {
  readonly doc: Text;
  readonly selection: { readonly main: { readonly from: number; readonly to: number; readonly head: number } };
}

export const EditorState: {
  create(config: { doc?: string | Text; selection?: EditorState["selection"]; extensions?: Extension }): EditorState;
  tabSize: { of(value: number): Extension };
};

export type Extension = { readonly extension: Extension } | readonly Extension[];

export interface Change {
  from: number;
  to?: number;
  insert: string;
}

export interface ViewUpdate {
  readonly docChanged: boolean;
  readonly state: EditorState;
}

export interface EditorView {
  readonly dom: HTMLElement;
  readonly contentDOM: HTMLElement;
  readonly state: EditorState;
  dispatch(transaction: { changes?: Change | Change[]; selection?: { anchor: number }; scrollIntoView?: boolean }): void;
  setState(state: EditorState): void;
  focus(): void;
  destroy(): void;
}

export const EditorView: {
  new (config: { state: EditorState; parent: Element | DocumentFragment; root: Document | ShadowRoot }): EditorView;
  theme(spec: Record<string, Record<string, string | number>>, options?: { dark?: boolean }): Extension;
  lineWrapping: Extension;
  contentAttributes: { of(attributes: Record<string, string>): Extension };
  updateListener: { of(listener: (update: ViewUpdate) => void): Extension };
};

export interface KeyBinding {
  key: string;
  run(view: EditorView): boolean;
}

export const keymap: { of(bindings: readonly KeyBinding[]): Extension };
export function lineNumbers(): Extension;
export function placeholder(text: string): Extension;
export const Prec: { highest(extension: Extension): Extension };
export const minimalSetup: Extension;

export interface Completion {
  label: string;
  type?: string;
  detail?: string;
  info?: string | (() => Node);
  apply?: string;
  boost?: number;
}

export interface CompletionContext {
  readonly state: EditorState;
  readonly pos: number;
  readonly explicit: boolean;
}

export interface CompletionResult {
  from: number;
  options: readonly Completion[];
  validFor?: RegExp;
}

export function autocompletion(config: {
  override?: readonly ((context: CompletionContext) => CompletionResult | null)[];
  icons?: boolean;
  activateOnTyping?: boolean;
}): Extension;
export function closeBrackets(): Extension;
export const closeBracketsKeymap: readonly KeyBinding[];
export const completionKeymap: readonly KeyBinding[];
export function acceptCompletion(view: EditorView): boolean;
export function closeCompletion(view: EditorView): boolean;
export function toggleComment(view: EditorView): boolean;

export interface Tag {
  readonly id: number;
}

export const tags: Record<string, Tag>;
export const HighlightStyle: { define(specs: readonly ({ tag: Tag | readonly Tag[] } & Record<string, unknown>)[]): object };
export function syntaxHighlighting(style: object): Extension;
export function bracketMatching(): Extension;
export const indentUnit: { of(unit: string): Extension };

export interface StringStream {
  pos: number;
  readonly string: string;
}

export const StreamLanguage: {
  define<State>(parser: {
    name?: string;
    startState(): State;
    copyState(state: State): State;
    token(stream: StringStream, state: State): string | null;
    tokenTable?: Record<string, Tag>;
    languageData?: Record<string, unknown>;
  }): Extension;
};
