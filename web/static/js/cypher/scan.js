/**
 * Cypher as a stream of tokens with roles: what colours the editor, finds parameters and decides what to complete.
 *
 * It reads a line, or a whole statement, from left to right and never fails: text it cannot place is a mark.
 */

/**
 * @typedef {"comment" | "string" | "quoted" | "parameter" | "number" | "keyword" | "function" | "label" | "type" |
 *   "property" | "variable" | "mark" | "space"} Role
 *
 * @typedef {{role: Role, text: string, from: number, to: number}} Token
 *
 * An open bracket: what it is, the variable and the label (or relationship type) of the pattern in it.
 * @typedef {{mark: string, variable: string | null, label: string | null}} Frame
 *
 * Where a scan stands: the comment or text that goes on (as it began), open brackets from the outside in, the last
 * thing that was neither space nor comment, and which label every variable was given.
 * @typedef {{open: string | null, frames: Frame[], last: string, bound: Record<string, string>}} State
 *
 * The words of the language, in capitals: those that are open, those of clauses that are refused, and functions.
 * @typedef {{keywords: Set<string>, refused: Set<string>, functions: Set<string>}} Vocabulary
 */

/** @type {Vocabulary} */
export const NO_WORDS = { keywords: new Set(), refused: new Set(), functions: new Set() };

/** What stands before a clause that is refused, and never before a name. */
const ENDS_A_VALUE = new Set(["", "value", "member", "END", "FALSE", "NULL", "TRUE", ")", "]", "}"]);

/**
 * The words of the language as /api/v1/cypher/schema tells them.
 * @param {{keywords: string[], refused: string[], functions: string[]}} schema
 * @returns {Vocabulary}
 */
export function vocabulary({ keywords, refused, functions }) {
  return { keywords: new Set(keywords), refused: new Set(refused), functions: new Set(functions.map((name) => name.toUpperCase())) };
}

const TOKEN =
  /(?<comment>\/\/[^\n]*)|(?<opened>\/\*|['"`])|(?<parameter>\$\w*)|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>[\p{L}_][\p{L}\p{N}_]*)|(?<space>\s+)|(?<mark>\.\.|<-|->|.)/suy;

/** How what was opened ends. @type {Record<string, RegExp>} */
const ENDS = { "/*": /.*?\*\//suy, "'": /(?:[^'\\]|\\.)*?'/suy, '"': /(?:[^"\\]|\\.)*?"/suy, "`": /(?:[^`]|``)*`(?!`)/suy };

/** @type {Record<string, Role>} */
const OPENED = { "/*": "comment", "'": "string", '"': "string", "`": "quoted" };

const CLOSING = { ")": "(", "]": "[", "}": "{" };

/** @returns {State} */
export function start() {
  return { open: null, frames: [], last: "", bound: {} };
}

/**
 * @param {State} state
 * @returns {State}
 */
export function copy({ open, frames, last, bound }) {
  return { open, frames: frames.map((frame) => ({ ...frame })), last, bound: { ...bound } };
}

/**
 * The token at `at`, which must be before the text's end; `state` moves on past it.
 * @param {string} text
 * @param {number} at
 * @param {State} state
 * @param {Vocabulary} words
 * @returns {{role: Role, to: number}}
 */
export function next(text, at, state, words) {
  if (state.open) return goOn(text, at, state, state.open);
  TOKEN.lastIndex = at;
  const groups = TOKEN.exec(text)?.groups ?? {};
  const to = TOKEN.lastIndex || at + 1;
  if (groups.space) return { role: "space", to };
  if (groups.comment) return { role: "comment", to };
  if (groups.opened) return goOn(text, to, state, groups.opened);
  if (groups.word) return { role: word(groups.word, text.slice(to), state, words), to };
  if (groups.mark) bracket(groups.mark, state);
  state.last = groups.mark ?? "value";
  return { role: groups.parameter ? "parameter" : groups.number ? "number" : "mark", to };
}

/**
 * All tokens of a statement, and where the scan stands after them.
 * @param {string} text
 * @param {Vocabulary} [words]
 * @returns {{tokens: Token[], state: State}}
 */
export function scan(text, words = NO_WORDS) {
  const state = start();
  /** @type {Token[]} */
  const tokens = [];
  for (let from = 0; from < text.length; ) {
    const { role, to } = next(text, from, state, words);
    tokens.push({ role, text: text.slice(from, to), from, to });
    from = to;
  }
  return { tokens, state };
}

/**
 * The names of a statement's parameters, each once, in order.
 * @param {string} text
 */
export function parameterNames(text) {
  const { tokens } = scan(text);
  const names = tokens.flatMap(({ role, text }) => (role === "parameter" && text.length > 1 ? [text.slice(1)] : []));
  return [...new Set(names)];
}

/**
 * Go on in a comment, a text or a quoted name, to its end or that of what is there to read.
 * @param {string} text
 * @param {number} at
 * @param {State} state
 * @param {string} open
 */
function goOn(text, at, state, open) {
  const end = ENDS[open];
  end.lastIndex = at;
  const ended = end.test(text);
  state.open = ended ? null : open;
  if (open === "`" && ended) name(text.slice(at, end.lastIndex - 1), state);
  else if (open !== "/*") state.last = "value";
  return { role: OPENED[open], to: ended ? end.lastIndex : text.length };
}

/**
 * What a word is, from what stands before and after it.
 * @param {string} text
 * @param {string} rest of the line
 * @param {State} state
 * @param {Vocabulary} words
 * @returns {Role}
 */
function word(text, rest, state, words) {
  const frame = state.frames.at(-1);
  const { last } = state;
  const called = /^\s*\(/.test(rest);
  const isKey = frame?.mark === "{" && (last === "{" || last === ",") && /^\s*:/.test(rest);
  if (last === ".") return as("member", state, called ? "function" : "property");
  if (isLabelNext(state)) return name(text, state);
  if (isKey) return as("key", state, "property");
  const upper = text.toUpperCase();
  if (isKeyword(upper, rest, state, words) && !(called && words.functions.has(upper))) return as(upper, state, "keyword");
  if (called) return as("value", state, "function");
  if (frame && (last === "(" || last === "[")) frame.variable = text;
  return as("value", state, "variable");
}

/**
 * Whether a word is one of the language here: every one of them is a name where a name is made up or stands alone.
 * @param {string} upper
 * @param {string} rest of the line
 * @param {State} state
 * @param {Vocabulary} words
 */
function isKeyword(upper, rest, { last }, { keywords, refused }) {
  if (last === "AS") return false;
  if (refused.has(upper)) return ENDS_A_VALUE.has(last);
  const alone = (last === "(" || last === "[") && /^\s*[:)\]]/.test(rest);
  return keywords.has(upper) && !alone;
}

/**
 * Whether a label or a relationship type comes next: after a colon (or between alternatives) in a pattern.
 * @param {State} state
 */
export function isLabelNext({ frames, last }) {
  const mark = frames.at(-1)?.mark;
  if (last === ":") return mark !== "{";
  return (last === "|" || last === "&" || last === "!") && frames.at(-1)?.label !== null && mark !== "{";
}

/**
 * A label or type: remembered in its bracket, and for the variable it is given to.
 * @param {string} text
 * @param {State} state
 * @returns {Role}
 */
function name(text, state) {
  const frame = state.frames.at(-1);
  if (!isLabelNext(state)) return as("value", state, "variable");
  if (frame) {
    frame.label ??= text;
    if (frame.variable) state.bound[frame.variable] ??= text;
  }
  return as("label", state, frame?.mark === "[" ? "type" : "label");
}

/**
 * @param {string} mark
 * @param {State} state
 */
function bracket(mark, { frames }) {
  const around = frames.at(-1);
  if (mark === "(" || mark === "[") frames.push({ mark, variable: null, label: null });
  else if (mark === "{") frames.push({ mark, variable: null, label: around?.mark === "{" ? null : (around?.label ?? null) });
  else if (mark in CLOSING && around?.mark === CLOSING[/** @type {")"} */ (mark)]) frames.pop();
}

/**
 * @template {Role} R
 * @param {string} last
 * @param {State} state
 * @param {R} role
 */
function as(last, state, role) {
  state.last = last;
  return role;
}
