/**
 * The editor: CodeMirror in a shadow root, over the form's textarea, which holds the same text.
 *
 * In a document CodeMirror writes a style element, which the page's policy forbids; in a shadow root it uses
 * constructed style sheets, which it allows. Colours come in as the page's CSS variables.
 */

import {
  acceptCompletion,
  autocompletion,
  bracketMatching,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
  EditorState,
  EditorView,
  HighlightStyle,
  indentUnit,
  keymap,
  lineNumbers,
  minimalSetup,
  placeholder,
  Prec,
  StreamLanguage,
  syntaxHighlighting,
  tags,
  toggleComment,
} from "../../vendor/codemirror-6.0.2/codemirror.js";
import { h, ticked } from "../dom.js";
import { completions } from "./completion.js";
import { copy, next, NO_WORDS, start, vocabulary } from "./scan.js";

const LABEL = "Cypher statement";
const HINT = "MATCH (m:Model) RETURN m.id AS id LIMIT 10";
const MORE = /^[\p{L}\p{N}_$]*$/u;

/** @type {Partial<Record<import("./scan.js").Role, import("../../vendor/codemirror-6.0.2/codemirror.js").Tag>>} */
const TAGS = {
  comment: tags.comment,
  string: tags.string,
  quoted: tags.className,
  parameter: tags.macroName,
  number: tags.number,
  keyword: tags.keyword,
  function: tags.labelName,
  label: tags.className,
  type: tags.typeName,
  property: tags.propertyName,
  mark: tags.punctuation,
};

/**
 * Cypher with the words that are known of it.
 * @param {import("./scan.js").Vocabulary} words
 */
function language(words) {
  return StreamLanguage.define({
    name: "cypher",
    startState: start,
    copyState: copy,
    token(stream, state) {
      const { role, to } = next(stream.string, stream.pos, state, words);
      stream.pos = to;
      return role in TAGS ? role : null;
    },
    tokenTable: TAGS,
    languageData: { commentTokens: { line: "//", block: { open: "/*", close: "*/" } } },
  });
}

const colours = HighlightStyle.define([
  { tag: tags.comment, color: "var(--cypher-comment)", fontStyle: "italic" },
  { tag: tags.string, color: "var(--cypher-string)" },
  { tag: tags.macroName, color: "var(--cypher-parameter)" },
  { tag: tags.number, color: "var(--cypher-number)" },
  { tag: tags.keyword, color: "var(--cypher-keyword)", fontWeight: "600" },
  { tag: tags.labelName, color: "var(--cypher-function)" },
  { tag: tags.className, color: "var(--cypher-label)" },
  { tag: tags.typeName, color: "var(--cypher-type)" },
  { tag: tags.propertyName, color: "var(--cypher-property)" },
  { tag: tags.punctuation, color: "var(--text-3)" },
]);

const looks = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "transparent", fontSize: "14px", maxHeight: "inherit" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { padding: "12px 0", caretColor: "var(--text)", minHeight: "150px" },
  ".cm-line": { padding: "0 14px 0 6px" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--text-3)", border: "0", paddingLeft: "6px", userSelect: "none" },
  ".cm-cursor": { borderLeftColor: "var(--focus)", borderLeftWidth: "2px" },
  ".cm-placeholder": { color: "var(--text-3)" },
  ".cm-selectionBackground": { background: "var(--cypher-selection) !important" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--cypher-selection)", color: "inherit" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", color: "var(--warn)" },
  ".cm-tooltip": {
    zIndex: "50",
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    border: "1px solid var(--line-strong)",
    borderRadius: "8px",
    boxShadow: "var(--shadow)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "13px", maxHeight: "16.5em", minWidth: "min(20em, 70vw)", borderRadius: "7px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { display: "flex", gap: "16px", padding: "3px 10px", lineHeight: "1.5" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--accent-ground)", color: "var(--text)" },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--accent)", fontWeight: "700" },
  ".cm-completionDetail": { marginLeft: "auto", fontStyle: "normal", fontFamily: "var(--sans)", fontSize: "12px", color: "var(--text-3)" },
  ".cm-tooltip.cm-completionInfo": {
    padding: "8px 12px",
    maxWidth: "320px",
    fontFamily: "var(--sans)",
    fontSize: "13px",
    lineHeight: "1.45",
    color: "var(--text-2)",
    overflow: "visible",
  },
});

/** @typedef {import("../../vendor/codemirror-6.0.2/codemirror.js").EditorView} View */

/**
 * @typedef {object} Wishes
 * @property {() => void} run Ctrl-Enter or Cmd-Enter
 * @property {(statement: string) => void} changed
 * @property {() => import("./completion.js").Schema | null} schema null until it is known
 * @property {() => string[]} parameters known by name
 */

export class Editor {
  /**
   * Takes the textarea's place; the textarea stays in the form, hidden.
   * @param {HTMLElement} host
   * @param {HTMLTextAreaElement} textarea
   * @param {Wishes} wishes
   */
  constructor(host, textarea, wishes) {
    this.textarea = textarea;
    this.wishes = wishes;
    const root = host.attachShadow({ mode: "open" });
    const state = EditorState.create({ doc: textarea.value, extensions: this.extensions(wishes) });
    this.view = new EditorView({ state, parent: root, root });
    textarea.hidden = true;
    host.hidden = false;
  }

  /** @param {Wishes} wishes */
  extensions(wishes) {
    const run = { key: "Mod-Enter", run: (/** @type {View} */ view) => (closeCompletion(view), wishes.run(), true) };
    const accept = { key: "Tab", run: acceptCompletion };
    const comment = { key: "Mod-/", run: toggleComment };
    const schema = wishes.schema();
    return [
      Prec.highest(keymap.of([run, accept])),
      minimalSetup,
      lineNumbers(),
      bracketMatching(),
      closeBrackets(),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, comment]),
      autocompletion({ icons: false, override: [(context) => complete(context, wishes)] }),
      language(schema ? vocabulary(schema) : NO_WORDS),
      syntaxHighlighting(colours),
      looks,
      indentUnit.of("  "),
      placeholder(HINT),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": LABEL, spellcheck: "false", autocapitalize: "off", autocorrect: "off" }),
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (!docChanged) return;
        this.textarea.value = state.doc.toString();
        wishes.changed(this.textarea.value);
      }),
    ];
  }

  /**
   * Replaces the whole text, where it is another one.
   * @param {string} text
   */
  show(text) {
    if (text === this.view.state.doc.toString()) return;
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, selection: { anchor: 0 } });
  }

  /** Read the text anew with what is known by now: the schema comes after the page. */
  refresh() {
    const { doc, selection } = this.view.state;
    this.view.setState(EditorState.create({ doc, selection, extensions: this.extensions(this.wishes) }));
  }

  focus() {
    this.view.focus();
  }
}

/**
 * @param {import("../../vendor/codemirror-6.0.2/codemirror.js").CompletionContext} context
 * @param {Wishes} wishes
 */
function complete({ state, pos, explicit }, wishes) {
  const schema = wishes.schema();
  const found = schema && completions(state.doc.toString(), pos, schema, wishes.parameters(), explicit);
  return found && { ...found, options: found.options.map(explained), validFor: MORE };
}

/**
 * An option whose explanation shows code as code.
 * @param {import("./completion.js").Option} option
 */
function explained({ info, ...option }) {
  return info === undefined ? option : { ...option, info: () => h("div", {}, ...ticked(info)) };
}
