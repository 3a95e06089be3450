/** The API's values. Generated from its OpenAPI document by `make api-types`; not to be edited. */

/** Part of a list of models, ranked, with what exactly it holds. */
export interface AffectedList {
  definition: string;
  /** all models of the list, whatever part of it is here */
  total: number;
  /** the same without models marked as mass uploads */
  without_mass_uploads: number;
  /** of all models of the list in 30 days, added up; null where none states any */
  downloads: number | null;
  items: ModelItem[];
}

/** Whether several models agree on a field: on one value, on several, or what some of them have is not known. */
export type Agreement = "different" | "not_known" | "same";

/** An owner that builds on another. */
export interface BuilderItem {
  name: string;
  /** trainer, repackager, or unstated where no relation says either */
  kind: string;
  models: number;
  without_mass_uploads: number;
  /** finetunes, adapters and merges among them */
  trained: number;
  quantized: number;
  /** of these models in 30 days; null where none states any */
  downloads: number | null;
  list: string;
}

/** Owners that build on another, those with most models first. */
export interface BuilderList {
  /** how many owners there are, whatever part of them is here */
  total: number;
  items: BuilderItem[];
}

/** Whether a statement of that name was running, and was cancelled. */
export interface Cancelled {
  cancelled: boolean;
}

/** A card that can be mended. */
export interface CardFixItem {
  id: string;
  mass_upload: string | null;
  /** a name for a file of it, safe on every disk */
  file: string;
  findings: FixFindingItem[];
  /** the keys of the front matter to set, as YAML */
  patch: string;
  /** lines of the patch that are left to the author, marked CHOOSE or CHECK */
  choices: number;
}

/** How many changes of a kind there are. */
export interface ChangeCount {
  kind: string;
  title: string;
  meaning: string;
  changes: number;
}

/** A change. It has the fields of its kind: those that others have are left out, as are values that are null. */
export interface ChangeItem {
  /** the model: by its name in the later snapshot, where that knows it */
  id: string;
  /** the root above its first parent; left out where it has no relatives */
  family?: string | null;
  /** of another relation: to which parent */
  parent?: string | null;
  /** its name, parents, relation or stated licence in the earlier snapshot */
  before?: string | string[] | null;
  /** its parents, relation or stated licence in the later one */
  after?: string | string[] | null;
  /** the strictest class of its licence and of all above it, before */
  applied?: string | null;
  /** the same, after */
  applies?: string | null;
  /** what its own licence did with those above it */
  verdict_before?: string | null;
  /** what it does */
  verdict_after?: string | null;
  /** of a model that joined a family: the one that it was of */
  family_before?: string | null;
  /** of a model that left a family: the one that it is of now */
  family_after?: string | null;
}

/** Families by their changes from one snapshot to another, those with most first. */
export interface ChangedFamilies {
  /** the earlier snapshot; null where nothing is kept */
  a: ChangedSnapshot | null;
  /** the later snapshot; null where nothing is kept */
  b: ChangedSnapshot | null;
  /** what cannot be told, and why */
  notes: string[];
  /** all records of the home, that of the newest data first */
  kept: KeptPair[];
  /** the family or owner that was asked for; null: all */
  family: string | null;
  total: number;
  offset: number;
  limit: number;
  items: ChangedFamily[];
}

/** A family, and how many changes of each kind it has. */
export interface ChangedFamily {
  /** its root; null: models without relatives */
  family: string | null;
  /** by kind */
  changes: Record<string, number>;
}

/** One of the two snapshots, and what part of the Hub it is. */
export interface ChangedSnapshot {
  snapshot: string;
  /** what part of the Hub it is, and of when */
  coverage: string;
  listed: number;
  /** when its data are from, or were read where that is not known */
  data_at: string;
}

/** What changed from one snapshot to another, and a page of the changes of one kind, by family and id. */
export interface ChangesAnswer {
  /** the earlier snapshot; null where nothing is kept */
  a: ChangedSnapshot | null;
  /** the later snapshot; null where nothing is kept */
  b: ChangedSnapshot | null;
  /** what cannot be told, and why */
  notes: string[];
  /** all records of the home, that of the newest data first */
  kept: KeptPair[];
  /** the family or owner that was asked for; null: all */
  family: string | null;
  total: number;
  offset: number;
  limit: number;
  counts: ChangeCount[];
  /** families with any change */
  families: number;
  kind: string;
  items: ChangeItem[];
}

/** A claim with all its definitions checked, and what else was published about the same. */
export interface CheckedClaim {
  text: string;
  date: string;
  source: string;
  definitions: CheckedDefinition[];
  counter_figures: CounterFigure[];
}

/**
 * One definition of a claim: its value in a snapshot, beside what was claimed.
 *
 * `value` is None where it cannot be computed; `reason` says why, or what must be known of it, or why the value
 * decides nothing. `lower_bound`: there is at least so much, as the snapshot is a part of the Hub, or some of what is
 * counted states nothing. `compared_with` is the other side of a comparison.
 * `list` is the address of the list behind it in the web app, with as many rows as it counts or stand beside it; None,
 * with the reason, where there is none.
 */
export interface CheckedDefinition {
  name: string;
  meaning: string;
  value: number | string | null;
  verdict: Verdict;
  reason: string;
  expected: number | string | null;
  at_most: number | null;
  compared_with: number | null;
  beside: Record<string, number>;
  lower_bound: boolean;
  snapshot: string;
  as_of: string | null;
  list: string | null;
}

/** A page of direct derivatives. `items`, what came before them and `remainder` add up to `total`. */
export interface ChildrenPage {
  id: string;
  total: number;
  offset: number;
  limit: number;
  items: ModelItem[];
  /** all children, whatever relation was asked for */
  by_relation: RelationCounts;
  remainder: Remainder;
}

/** A circle around a model, or its own: its centre and radius, its heart, and the model it is of. */
export interface CircleAround {
  circle: number;
  x: number;
  y: number;
  r: number;
  core_x: number;
  core_y: number;
  core_r: number;
  id: string;
  /** to the model around; null at roots */
  relation: Relation | null;
  /** whether it shares the room of the circle around */
  joined: boolean;
}

/** The models of circles, as columns. */
export interface CircleNames {
  circle: number[];
  id: string[];
  downloads: (number | null)[];
  descendants: number[];
  /** models beside `descendants`, below copies that are named but not listed */
  undercount: number[];
  /** 1 for a model that is named as a base and not listed: what it was made from nobody could ask */
  missing: number[];
}

/** One class of a colouring. */
export interface ClassItem {
  /** a month is `YYYY-MM`, numbers are `least-most`; empty where the kind says it all */
  name: string;
  /** `undated`: listed, with the Hub's floor of 2022-03-02 or without a date */
  kind: ClassKind;
  /** with a place on the map */
  models: number;
}

/** How a class is drawn: in a colour of its own, or in a neutral one. */
export type ClassKind = "not_stated" | "other" | "several" | "undated" | "value";

/** What points are coloured by, beside the relation, which the map's circles come with. */
export type Colouring = "downloads" | "license" | "likes" | "maker" | "mass_upload" | "month" | "organisation" | "parameters" | "task";

/** A model that each of some descends from or is, with the fewest derivations up to it from each, in their order. */
export interface CommonAncestor {
  id: string;
  distances: number[];
}

/**
 * How many there are, and the nearest MOST_ANCESTORS. `truncated`: one of the models has more than MOST_ABOVE above
 * it, of which only the nearest were looked at.
 */
export interface CommonAncestors {
  total: number;
  items: CommonAncestor[];
  truncated: boolean;
}

/** New models of each union by month; a series for each that is compared, in their order. */
export interface ComparedGrowth {
  months: string[];
  series: GrowthSeries[];
  /** the month in which a chart begins: the first with 1 % of what is drawn; null where nothing is */
  drawn_from: string | null;
}

/** What is compared, in the order given; `shared` has a row and a column for each. */
export interface ComparisonAnswer {
  items: OwnerAnswer[];
  growth: ComparedGrowth;
  shared: SharedCount[][];
  /** the snapshot's name */
  snapshot: string;
  /** which part of the Hub the snapshot has, and of when */
  coverage: string;
  /** whether counts are lower bounds, since only a part of the Hub was read */
  lower_bounds: boolean;
}

/** Pages with the models behind the counts, below the app's root; `&mass_uploads=0` narrows each. */
export interface CountLists {
  /** its own models */
  models: string;
  union: string;
  union_own: string;
  union_others: string;
  exclusive: string;
  /** those of which a part at least is counted: no roots, below a root of its own */
  fractional: string;
}

/** One count with everything, and with some models left out. */
export interface CountVariants {
  value: number;
  without_mass_uploads: number;
  without_quantisations: number;
  without_both: number;
}

/** Another figure that was published about the same. */
export interface CounterFigure {
  figure: string;
  source: string;
}

/** How far a crawl is. */
export interface CrawlProgress {
  /** whether it goes on, has read all it was to read, or was stopped and can go on */
  state: CrawlState;
  /** what is read, in words */
  subject: string;
  hub: string;
  /** whether that Hub is a practice Hub */
  synthetic: boolean;
  requests: number;
  /** requests it was given; null where it reads everything */
  planned: number | null;
  /** models read so far; the graph may show fewer yet */
  models: number;
  /** estimated part of the subject that is found; null where nobody can say yet */
  share: number | null;
  /** the lower end of that estimate's interval */
  share_low: number | null;
  /** its upper end */
  share_high: number | null;
  /** requests a minute while it does not have to wait */
  pace: number | null;
  /** requests that the Hub allows in a window */
  quota: number | null;
  /** seconds of a window */
  window: number | null;
  /** seconds until a spent quota begins anew; null while it is not spent */
  rests: number | null;
  /** estimated seconds until it has read all; null where nobody can say */
  left: number | null;
  /** why it was stopped */
  trouble: string | null;
}

/** Whether it goes on, has ended with all it was to ask, or was stopped and can go on. */
export type CrawlState = "ended" | "running" | "stopped";

/**
 * A statement's answer. `rows[i][j]` is the value of `columns[j]`.
 *
 * Values are JSON's; times are text in ISO 8601. A node is `{"labels", "properties"}`, a relationship `{"type",
 * "properties", "start", "end"}` with the ids of its ends, a path `{"nodes", "relationships"}`.
 */
export interface CypherAnswer {
  columns: string[];
  rows: unknown[][];
  /** which limit cut the answer; null where none did */
  truncated: "bytes" | "rows" | null;
  /** the most rows that could be answered */
  limit: number;
  /** how long the engine took */
  seconds: number;
  /** the most seconds it could take */
  timeout: number;
  engine: "embedded" | "neo4j";
  /** what the snapshot does not tell, the engine's remarks, what was left out */
  notes: string[];
  /** the snapshot the store was loaded from; null when it holds none */
  snapshot: string | null;
  /** why a stored query was not run: the snapshot's source lacks what it asks for; null where it has it */
  cannot_tell: string | null;
}

/** What a statement would do, and warnings when it is not likely to end. */
export interface CypherPlan {
  /** rows the engine expects to go through; with `whole_labels` the most nodes a pattern may start from */
  estimated_rows: number | null;
  /** the engine's, the first to run last */
  operators: string[];
  warnings: CypherWarning[];
  engine: "embedded" | "neo4j";
  whole_labels: boolean;
}

/** Labels, relationships and their properties, and the functions, keywords and procedures that are open. */
export interface CypherSchema {
  labels: Record<string, PropertyMeaning[]>;
  relationships: Record<string, RelationshipType>;
  functions: string[];
  keywords: string[];
  /** words of clauses that are not open; names where a name stands */
  refused: string[];
  procedures: string[];
  limits: QueryLimits;
}

/** One reason why a statement may not end in time, and what would help. */
export interface CypherWarning {
  message: string;
  hint: string;
}

/**
 * How it is known when a snapshot's data are from, the first here counts: `stated` by who imported it, the
 * source's own date in its `metadata`, among what was `observed` or in its `file_name`, the `newest_change` in it;
 * for what was read off a Hub, the `reading` itself.
 */
export type DatedBy = "file_name" | "metadata" | "newest_change" | "observed" | "reading" | "stated";

/** One derivation of a way up: how the child was made from the parent, who says so, and in which words. */
export interface DeclaredStep {
  child: string;
  parent: string;
  relation: Relation;
  evidence: Evidence[];
  raw: string;
}

/** Distinct models that descend from something, and the page that lists them. */
export interface DescendantList {
  models: number;
  without_mass_uploads: number;
  /** page with these models, below the app's root */
  list: string;
}

/** A page of a model's derivatives at any distance (of all models where `id` is null) that match the query. */
export interface DescendantsPage {
  id: string | null;
  total: number;
  offset: number;
  limit: number;
  items: ModelItem[];
}

/** Downloads of some models together, of those `stated` that state any; None where none does. */
export interface DownloadSum {
  value: number | null;
  stated: number;
  models: number;
}

/** Those of its own models, of its union, and of both, each model once. */
export interface Downloads {
  own: DownloadSum;
  descendants: DownloadSum;
  both: DownloadSum;
}

/**
 * What holds on one axis: its word, a sentence, what the licence that imposes it asks for in words, and the
 * shortest way from the model to whoever states that licence. `own` is the word of the model's own licence. Nothing
 * imposes the least restrictive word. `duties`: what each known licence that applies asks for here, the strictest
 * first, then the nearest; all of them hold together.
 */
export interface EffectiveTerm {
  axis: string;
  title: string;
  word: string;
  sentence: string;
  own: string;
  detail: string | null;
  licence: string | null;
  way: LicenceStep[];
  duties: LicenceDuty[];
}

/** Every error of the API. */
export interface ErrorAnswer {
  error: Problem;
}

/**
 * Who says that a derivation exists, most trusted first; where sources differ, the first one here is believed.
 *
 * `hub`: the Hub's `baseModels`. It looked the parent up and follows it through renames, so it names a repository that
 * was there; it only ever leaves parents out. `card`: the card's `base_model`, the author's own words: nearest to who
 * knows, but free text (paths, old names, wrong case). `tag`: a `base_model:` tag. The Hub copies most of them from
 * the card, so they add nothing to the two above; the rest are written by hand and checked by nobody. `config`: what
 * an adapter's own configuration names, written by the training script: often a path or a copy. `inferred`:
 * nobody declared it, a rule read it off the name. It is kept apart from derivations and is part of no count.
 */
export type Evidence = "card" | "config" | "hub" | "inferred" | "tag";

/**
 * What part of the Hub a snapshot is: a `whole` pass over all that is listed, what was found of one `family`, or a
 * `sample` of unknown extent, as every file is that nobody says is whole.
 */
export type Extent = "family" | "sample" | "whole";

/**
 * The most frequent values of one facet. Counts leave out of account what the filter asks of this facet itself;
 * grants (`terms`) are asked for together, so that their counts are of models that have those already chosen.
 */
export interface FacetAnswer {
  name: string;
  values: FacetValue[];
  /** values that are not among these, though models have them */
  other_values: number;
  /** models that have those, added up */
  other_models: number;
  /** models that have no value, or none that is known */
  not_stated: number;
  /** whether the filter asks for these */
  not_stated_chosen: boolean;
}

/** How many models meet a filter, and the facets of them. */
export interface FacetAnswers {
  total: number;
  items: FacetAnswer[];
}

/** One value of a facet. */
export interface FacetValue {
  /** numbers as `least-most`, dates as years */
  value: string;
  /** that the list would have, were this value asked for instead */
  models: number;
  /** whether the filter asks for it */
  chosen: boolean;
  /** the parameters that ask for it */
  asks: Record<string, string>;
}

/** A page of the roots that have derivatives, largest family first. */
export interface FamiliesPage {
  total: number;
  offset: number;
  limit: number;
  items: FamilyItem[];
}

/** What descends from the models, in their order; no model descends from itself. */
export interface FamilyComparison {
  each: DescendantList[];
  /** those that descend from it and from none of the others */
  alone: DescendantList[];
  /** a row and a column for each; on the diagonal its own */
  both: DescendantList[][];
  /** those that descend from every one of them */
  all: DescendantList;
  /** each one's by how they were made, from any parent */
  relations: RelationCounts[];
  /** of 30 days: of each, of what descends from it, and of both */
  downloads: Downloads[];
  downloads_all_time: Downloads[];
}

/** A root that has derivatives. */
export interface FamilyItem {
  /** owner/name on the Hub; the key */
  id: string;
  /** `listed`, `removed` since, or `missing`: only named as a parent */
  status: Status;
  /** the owner: the part of `id` before the slash */
  author: string | null;
  /** when the repository was made; absent for the Hub's floor of 2022-03-02 */
  created_at: string | null;
  /** downloads in the 30 days before the snapshot */
  downloads: number | null;
  /** likes at the snapshot */
  likes: number | null;
  /** the card's licence id; all that it states, joined by `, ` */
  license: string | null;
  /** the card's name for a licence that is `other` by id */
  license_name: string | null;
  /** the strictest class of its licence and of all above it */
  effective_class: LicenseClass;
  /** what its licence does with the terms above it; null where no base is named */
  license_verdict: LicenseVerdict | null;
  /** the rule that marks it as one of a mass upload, e.g. `timestamp`; else absent */
  mass_upload: string | null;
  /** distinct, at any distance */
  descendants: number;
  /** the same without models marked as mass uploads */
  descendants_without_mass_uploads: number;
  /** models beside `descendants`, below copies that are named but not listed; null where there are none */
  undercount: Undercount | null;
  /** direct ones */
  children: number;
  parents: number;
  /** how it was made: in a list of children from that parent, else from the one it is drawn under; null for a root, and for a model of status missing, of which nobody could ask */
  relation: Relation | null;
  /** its direct children */
  by_relation: RelationCounts;
}

/** One field of each model, in their order; null is not stated. */
export interface FieldComparison {
  name: string;
  title: string;
  values: (string | number | null)[];
  /** whether they are the same; not_known where one is not stated */
  agreement: Agreement;
}

/** A rule that a card meets, and what it was found by. */
export interface FixFindingItem {
  rule: string;
  finds: string;
  /** who says what, in words */
  evidence: string;
}

/** A page of an owner's or an organisation's cards that can be mended, by id. */
export interface FixList {
  /** the owner's name, or the organisation's */
  owner: string;
  /** whose cards they are: the owner, or all that make the organisation */
  owners: string[];
  /** the snapshot's name */
  snapshot: string;
  /** what the list is not */
  note: string;
  /** models of these owners that the snapshot lists: all that have a card */
  listed: number;
  /** cards that match the query */
  total: number;
  /** the same without models marked as mass uploads */
  without_mass_uploads: number;
  /** of all these cards, whatever rule was asked for */
  rules: FixRuleCount[];
  offset: number;
  limit: number;
  items: CardFixItem[];
}

/** A rule, and how many cards meet it. */
export interface FixRuleCount {
  rule: string;
  /** what the card does */
  finds: string;
  /** what the patch does about it */
  patch: string;
  /** whether the right value is; else the patch leaves a choice, marked so */
  certain: boolean;
  /** where it is from that this is to be mended */
  source: string;
  cards: number;
}

/** A licence of the table that cards write in several ways, and the models of all of them. */
export interface FoldedLicence {
  name: string;
  models: number;
  without_mass_uploads: number;
  /** its own models among them */
  own: number;
  others: number;
  /** page with these models, below the app's root; null where no filter selects them */
  list: string | null;
  /** as cards write it, of the values that are here */
  spellings: string[];
}

/** Whose name the text of a search is. */
export interface FoundOwner {
  name: string;
  /** `organisation` or `owner` */
  level: string;
  /** distinct models that descend from its models */
  descendants: number;
}

/** Which snapshot this is, and the headline counts with their definitions. */
export interface GraphSummary {
  /** the graph's version: part of the map's addresses, and of every ETag */
  version: string;
  snapshot: SnapshotSummary;
  models: number;
  derivations: number;
  counts: HeadlineCount[];
  /** whether every count is a lower bound, since only a part of the Hub was read */
  lower_bounds: boolean;
  /** fields that the source does not have, so that null says nothing of a model */
  not_in_source: string[];
  /** every relation there is, in the order that lists of counts keep */
  relations: Relation[];
}

/**
 * New models by month, of those that the snapshot lists (removed ones are in none): a series for each of the
 * largest keys, and `whole`, what a share is a share of.
 */
export interface GrowthAnswer {
  by: string;
  of: string;
  /** what `whole` counts, in words */
  share_of: string;
  mass_uploads: boolean;
  months: string[];
  whole: GrowthWhole;
  series: GrowthSeries[];
  /** those that state no licence or task; null for other groups */
  not_stated: GrowthRest | null;
  /** all the rest; null where a model may count in several series */
  others: GrowthRest | null;
  /** when the data are from; null where nothing tells */
  as_of: string | null;
  /** those of fewer than 30 models of `whole`: their shares say little */
  thin_months: string[];
  /** the month in which a chart begins: the first with 1 % of what is drawn; null where nothing is */
  drawn_from: string | null;
}

/** The new models that are in none of the series. */
export interface GrowthRest {
  counts: number[];
  /** without a known date, or at the Hub's floor of 2022-03-02 */
  undated: number;
  /** counts and undated together */
  total: number;
  /** as those of a series */
  values?: (number | null)[] | null;
}

/** The new models of one key. */
export interface GrowthSeries {
  counts: number[];
  /** without a known date, or at the Hub's floor of 2022-03-02 */
  undated: number;
  /** counts and undated together */
  total: number;
  name: string;
  /** page with these models, below the app's root; created_from and created_to narrow it; null for the licence `other` without a name, which no filter selects: named ones have that id too */
  list: string | null;
  /** by month as `show` has them; null where that is the counts */
  values?: (number | null)[] | null;
}

/** All new models, which those of the series are a part of. */
export interface GrowthWhole {
  counts: number[];
  /** without a known date, or at the Hub's floor of 2022-03-02 */
  undated: number;
  /** counts and undated together */
  total: number;
  /** by month, added up, where `show` is that; else null */
  values?: number[] | null;
}

/** A model, and what hangs on it alone. */
export interface HangingItem {
  id: string;
  status: Status;
  author: string | null;
  created_at: string | null;
  downloads: number | null;
  likes: number | null;
  license: string | null;
  /** the card's name for a licence that is `other` by id */
  license_name: string | null;
  /** the strictest class of its licence and of all above it */
  effective_class: LicenseClass;
  /** what its licence does with the terms above it; null where no base is named */
  license_verdict: LicenseVerdict | null;
  mass_upload: string | null;
  /** distinct, at any distance */
  descendants: number;
  /** the same without models marked as mass uploads */
  descendants_without_mass_uploads: number;
  /** models beside `descendants`, below copies that are named but not listed; null where there are none */
  undercount: Undercount | null;
  /** direct ones */
  children: number;
  parents: number;
  /** how it was made: in a list of children from that parent, else from the one it is drawn under; null for a root, and for a model of status missing, of which nobody could ask */
  relation: Relation | null;
  /** models that no root reaches but through it */
  hanging: number;
  hanging_without_mass_uploads: number;
  /** page with the models that hang on it */
  list: string;
}

/** Models, and what hangs on each alone. */
export interface HangingList {
  /** how many models there are, whatever part of them is here */
  total: number;
  items: HangingItem[];
}

/** A number about the whole graph, and what exactly was counted. */
export interface HeadlineCount {
  name: string;
  value: number;
  /** the same without models marked as mass uploads; null where that makes no difference */
  without_mass_uploads: number | null;
  definition: string;
  /** what a count of descendants leaves out; null for nothing, and for other counts */
  undercount: Undercount | null;
}

/** Where to light up what a search finds, the best first: `spots` as of models that are asked for by their ids. */
export interface HitList {
  id: string[];
  spots: ([number, number, number] | null)[];
  /** a digit a model: its relation's place in `relations` of the graph, 5 at roots and without a place */
  relation: string;
  /** whether there are more hits than these */
  more: boolean;
}

/**
 * Why a model is an answer. `words`: its id holds all words, separators aside, or its task, library or licence
 * does. `typo`: it does so once words are spelt otherwise, or some are left out.
 */
export type How = "exact" | "prefix" | "typo" | "words";

/** What follows when a model goes. `offset` and `limit` are of every list; `affected` is `stranded` and `others`. */
export interface ImpactAnswer {
  id: string;
  status: Status;
  /** the snapshot's name */
  snapshot: string;
  /** whether `affected` and `stranded` are lower bounds, since only a part of the Hub was read: of `others` some may hang on it alone all the same, by models that are not in that part */
  lower_bounds: boolean;
  offset: number;
  limit: number;
  /** models beside `affected`, below copies that are named but not listed; null where there are none */
  undercount: Undercount | null;
  /** Distinct models derived from it, directly or not, by declared derivations. */
  affected: AffectedList;
  /** Those of the affected that it alone leads to: every path of declared derivations from every root leads through it. A root is derived from no other model, or is the first of a cycle that nothing outside leads to. */
  stranded: AffectedList;
  /** The rest of the affected: a path from a root leads to each without it, whatever the status of the models on the way. */
  others: ReachedList;
  /** Listed models to go to, of a task and a size that do not differ from the model's own where both are stated. An original, mirror or full-precision copy has its name, or that name and a word for a whole format (bf16, fp16, f16, fp32, f32, hf, safetensors): a parent or child of it, or (inferred) one of which nobody says so, but whose name gives it away, or which has no parent but those of the model, where at most 20 are called so. A sibling was made from the same base by the same relation, and is no descendant. */
  survivors: SurvivorItems;
  /** where a licence was given: The model itself, and those of the affected, whose licence verdict or class of effective terms is another when the model states that licence and everybody else what they state now. Another licence now does not take back what was granted before where the earlier licence calls its grant irrevocable, as Apache-2.0 (section 2) and CC BY 4.0 (section 2(a)(1)) do. Licences: information, not legal advice. */
  relicensing: VerdictChanges | null;
}

/**
 * A parent that nobody declares but the child's name gives away, as `rule` read it; `raw` is `"rule: child"`.
 *
 * `precision` is the per cent of the rule's guesses that were right where the declared parents were hidden; None where
 * the snapshot gave it too few to try.
 */
export interface Inference {
  child: string;
  parent: string;
  relation: Relation;
  rule: string;
  raw: string;
  precision?: number | null;
}

/** What names alone say about a model's parents and children; none of it is in any count or list elsewhere. */
export interface InferredList {
  id: string;
  parents: InferredModel[];
  /** the first 50 by id */
  children: InferredModel[];
  /** how many children there are */
  children_total: number;
}

/** A parent or child that nobody declares but a name gives away; it is part of no count. */
export interface InferredModel {
  id: string;
  relation: Relation;
  evidence: Evidence[];
  /** the rule that guessed it */
  rule: string;
  /** `rule: child` */
  raw: string;
  /** per cent of the rule's guesses about hidden declared parents that were right; null if tried too seldom */
  precision_percent: number | null;
}

/** What is odd about a derivation that is kept all the same. */
export type Irregularity = "cycle" | "self_reference";

/** Two snapshots of which it is kept what changed from the one to the other. */
export interface KeptPair {
  a: string;
  b: string;
}

/** The models of one circle's leaves, as columns. */
export interface LeafNames {
  circle: number;
  index: number[];
  id: string[];
  relation: Relation[];
  downloads: (number | null)[];
}

/** What one licence asks for on an axis, in words, and the nearest model that states it, so many steps up. */
export interface LicenceDuty {
  licence: string;
  word: string;
  text: string;
  model: string;
  steps: number;
}

/**
 * A rule that a model meets, and the ways up to the models because of which it does. `detail`: what the nearest of
 * their licences asks for where the rule looks, in words, if the table has some. `duties`: what each licence above
 * because of which the rule is met asks for there.
 */
export interface LicenceFinding {
  rule: string;
  verdict: LicenseVerdict | null;
  sentence: string;
  detail: string | null;
  source: string;
  ways: LicenceStep[][];
  duties: LicenceDuty[];
}

/** Licences as cards write them, those of most models first. */
export interface LicenceList {
  /** how many values there are, whatever part of them is here */
  total: number;
  items: PartItem[];
  /** models that state none */
  unstated: PartItem;
  /** of these values those that are one licence by the table */
  folded: FoldedLicence[];
}

/**
 * A model on a way up, what it states, and how it was made from the next one, by whose word; null at the end.
 *
 * `licence` is null where none is known, and `words` say why: it states none, it is not in the snapshot, or the
 * source has no licences. Else `words` are the licence, and whether it names a base that was not found.
 */
export interface LicenceStep {
  id: string;
  status: Status;
  licence: string | null;
  words: string;
  license_class: LicenseClass;
  relation: Relation | null;
  evidence: Evidence[];
}

/**
 * What the rules find. A model meets rules of one verdict at most, several of one, and any beside it. Models that
 * were removed count: what was made from them stays below them. What is counted of listed ones alone says so.
 */
export interface LicencesAnswer {
  models: number;
  /** models among them that are missing, so that nobody read a card of theirs */
  missing: number;
  /** models among them that were removed; they count as they were last seen */
  removed: number;
  /** models by the class of their own licence, missing ones left out */
  classes: Record<string, number>;
  /** models by the strictest class of their licence and of all above it, missing ones left out */
  effective: Record<string, number>;
  /** of the models whose effective class is unknown: for what */
  unknown_because: UnknownReasons;
  rules: RuleCount[];
  /** models by verdict; who names no base has none */
  verdicts: Record<string, number>;
  /** the same of listed models alone */
  listed_verdicts: Record<string, number>;
  /** licences in the table */
  known: number;
  /** names that no row knows, the 20 most stated */
  unknown: UnknownName[];
  /** models that state a name that no row knows */
  unknown_models: number;
  snapshot: string;
  notice: string;
}

/** What a licence, or all licences of a lineage, come to; each is stricter than those before it. */
export type LicenseClass = "conditional" | "non_commercial" | "permissive" | "share_alike" | "unknown";

/** What a model's own licence does with the terms above it. */
export type LicenseVerdict = "added" | "kept" | "loosened" | "omitted" | "unknown";

/**
 * The classes of the points of a view, as bytes in base64; a class is its place in the legend.
 *
 * `own` is the class of each circle's model, in the view's order. `parts` is for each circle how many classes its
 * leaves have, and 255 where dots are seen one by one: then `leaves` has the class of each of its leaves, circle by
 * circle. Of the others `part_class` and `part_leaves` (32 bits, lowest byte first) have each class and its leaves.
 */
export interface MapColours {
  own: string;
  parts: string;
  part_class: string;
  part_leaves: string;
  leaves: string;
}

/** The organisations whose families lie together, as columns, the largest first; lengths in the view's `unit`. */
export interface MapContinents {
  continent: number[];
  name: string[];
  x: number[];
  y: number[];
  r: number[];
  families: number[];
  /** distinct models that descend, at any distance, from any model of the organisation; null where nobody counted */
  union: (number | null)[];
}

/** The classes of a colouring, in their order, the neutral ones last. */
export interface MapLegend {
  colour: Colouring;
  classes: ClassItem[];
}

/**
 * The circles in a window, as columns; their names for the largest.
 *
 * `circle` and `parent` are differences to the row before. Centres are relative to the centre of the circle around (of
 * roots: to the origin), hearts to their own circle's; all lengths are in `unit`.
 */
export interface MapView {
  /** x, y, width and height of the whole map */
  extent: [number, number, number, number];
  /** the screen's pixels for a map unit that were asked for */
  scale: number;
  /** map units: a power of two */
  unit: number;
  circle: number[];
  /** the row of the circle around, -1 at roots */
  parent: number[];
  x: number[];
  y: number[];
  r: number[];
  core_x: number[];
  core_y: number[];
  /** a digit a circle: the relation's place in `relations` of the graph, 5 at roots */
  relation: string;
  /** a digit a circle: 1 where it shares the room of the circle around */
  joined: string;
  /** for each relation its leaves, circle by circle */
  leaves: number[][];
  /** models in a circle that are neither its own nor its leaves */
  inner: number[];
  /** models of families that are not shown at all */
  elsewhere: number;
  /** the rows that `id` and the lists after it are of */
  named: number[];
  id: string[];
  downloads: (number | null)[];
  descendants: number[];
  /** models beside `descendants`, below copies that are named but not listed */
  undercount: number[];
  /** 1 for a model that is named as a base and not listed: what it was made from nobody could ask */
  missing: number[];
  continents: MapContinents;
}

/** A common ancestor of two models, and a shortest way up to it from each; no steps for the one that is it. */
export interface MeetingPoint {
  ancestor: string;
  ways: [DeclaredStep[], DeclaredStep[]];
}

/** One thing that was looked at, what it says, and in a sentence why. `inferred` is what no one declared. */
export interface MirrorSign {
  about: string;
  speaks: Speaks;
  words: string;
  inferred?: boolean;
}

/** What is compared, in the order given. */
export interface ModelComparisonAnswer {
  items: ModelDetail[];
  fields: FieldComparison[];
  /** what may be done with each, and because of which licence */
  terms: string[];
  /** of all of them, the nearest first */
  common_ancestors: CommonAncestors;
  /** every two of them, and the ways between them */
  pairs: PairKinship[];
  families: FamilyComparison;
  /** the snapshot's name */
  snapshot: string;
  /** which part of the Hub the snapshot has, and of when */
  coverage: string;
  /** whether counts are lower bounds, since only a part of the Hub was read */
  lower_bounds: boolean;
}

/** One model: its fields (null where not stated), its place in the lineage, and exact counts around it. */
export interface ModelDetail {
  /** owner/name on the Hub; the key */
  id: string;
  /** `listed`, `removed` since, or `missing`: only named as a parent */
  status: Status;
  /** the Hub's `_id`, stable through renames */
  hub_id: string | null;
  /** the owner: the part of `id` before the slash */
  author: string | null;
  /** when the repository was made; absent for the Hub's floor of 2022-03-02 */
  created_at: string | null;
  /** `YYYY-MM` of `created_at` */
  created_month: string | null;
  /** the last commit */
  last_modified: string | null;
  /** downloads in the 30 days before the snapshot */
  downloads: number | null;
  /** downloads since the repository was made */
  downloads_all_time: number | null;
  /** likes at the snapshot */
  likes: number | null;
  /** the card's licence id; all that it states, joined by `, ` */
  license: string | null;
  /** the card's name for a licence that is `other` by id */
  license_name: string | null;
  /** where the card says its text is; any text, not always an address */
  license_link: string | null;
  /** what its own licence comes to */
  license_class: LicenseClass;
  /** the strictest class of its licence and of all above it */
  effective_class: LicenseClass;
  /** what its licence does with the terms above it; null where no base is named */
  license_verdict: LicenseVerdict | null;
  /** the model that the card says takes this one's place; any text */
  new_version: string | null;
  /** the task, e.g. `text-generation` */
  pipeline_tag: string | null;
  /** the library the card names, e.g. `peft` */
  library: string | null;
  /** number of parameters, from safetensors */
  parameters: number | null;
  /** those that its tags name, as ISO 639 codes */
  languages: string[];
  /** `auto` or `manual` where access must be asked for, `false` where not */
  gated: string | null;
  /** why a base that it names leads to no repository; null where none such is named */
  base_not_found: string | null;
  /** the rule that marks it as one of a mass upload, e.g. `timestamp`; else absent */
  mass_upload: string | null;
  /** date of the first snapshot known to list it; absent for `missing` */
  first_seen: string | null;
  /** date of the last snapshot that saw it listed; absent for `missing` */
  last_seen: string | null;
  /** the organisation of its owner; null for a model without one */
  organisation: string | null;
  /** the fewest derivations up to a root */
  generation: number;
  /** the longest chain down */
  depth: number;
  /** distinct, at any distance */
  descendants: number;
  /** the same without models marked as mass uploads */
  descendants_without_mass_uploads: number;
  /** models beside `descendants`, below copies that are named but not listed; null where there are none */
  undercount: Undercount | null;
  /** direct ones */
  children: RelationCounts;
  parents: ParentItem[];
  /** no parent is known; of a model of status missing nobody could ask */
  is_root: boolean;
  /** distinct models that it is derived from, at any distance */
  ancestors: number;
  /** the roots it comes from, the nearest first, 20 at most */
  roots: string[];
  /** how many there are */
  roots_total: number;
}

/** A model as lists hold it. What is not stated is null. */
export interface ModelItem {
  /** owner/name on the Hub; the key */
  id: string;
  /** `listed`, `removed` since, or `missing`: only named as a parent */
  status: Status;
  /** the owner: the part of `id` before the slash */
  author: string | null;
  /** when the repository was made; absent for the Hub's floor of 2022-03-02 */
  created_at: string | null;
  /** downloads in the 30 days before the snapshot */
  downloads: number | null;
  /** likes at the snapshot */
  likes: number | null;
  /** the card's licence id; all that it states, joined by `, ` */
  license: string | null;
  /** the card's name for a licence that is `other` by id */
  license_name: string | null;
  /** the strictest class of its licence and of all above it */
  effective_class: LicenseClass;
  /** what its licence does with the terms above it; null where no base is named */
  license_verdict: LicenseVerdict | null;
  /** the rule that marks it as one of a mass upload, e.g. `timestamp`; else absent */
  mass_upload: string | null;
  /** distinct, at any distance */
  descendants: number;
  /** the same without models marked as mass uploads */
  descendants_without_mass_uploads: number;
  /** models beside `descendants`, below copies that are named but not listed; null where there are none */
  undercount: Undercount | null;
  /** direct ones */
  children: number;
  parents: number;
  /** how it was made: in a list of children from that parent, else from the one it is drawn under; null for a root, and for a model of status missing, of which nobody could ask */
  relation: Relation | null;
}

/**
 * What licences come to for a model. `sentence` says what applies and why, and of what it is not known.
 * `license_class` is that of its own licence `licence`, `spdx` an id of SPDX or ScanCode's reference. `applies` are
 * the known licences that hold for it, `has_unknown` whether others do that are not known; `inherits`: it states
 * nothing and takes over what holds above it. `own_files`: of an adapter, what holds for its own files alone.
 * `descendants` are counted by effective class.
 */
export interface ModelLicence {
  id: string;
  sentence: string;
  license: string | null;
  license_name: string | null;
  licence: string | null;
  spdx: string | null;
  source: string | null;
  license_class: LicenseClass;
  effective_class: LicenseClass;
  license_verdict: LicenseVerdict | null;
  inherits: boolean;
  applies: string[];
  has_unknown: boolean;
  own_files: string | null;
  terms: EffectiveTerm[];
  findings: LicenceFinding[];
  descendants: Record<string, number>;
  snapshot: string;
  notice?: string;
}

/** New models by month: others', then its own. */
export interface MonthlyPortrait {
  months: string[];
  series: GrowthSeries[];
  /** of both series together */
  without_mass_uploads: number[];
  /** without a known date, or at the Hub's floor of 2022-03-02 */
  undated: PartItem;
  /** the month in which a chart begins: the first with 1 % of what is drawn; null where nothing is */
  drawn_from: string | null;
}

/**
 * An owner, an organisation or (compared) a model: its own models, and those that descend from them, counted in
 * three ways, and by what they are.
 */
export interface OwnerAnswer {
  name: string;
  /** organisation, owner or model; an owner that is all of it is the organisation */
  level: string;
  /** what names it where it is compared, and lists are narrowed to what descends from it */
  key: string;
  /** the organisation it counts for; of an organisation, itself */
  organisation: string;
  /** all owners that make the organisation */
  owners: string[];
  /** its own models, whatever their status */
  models: CountVariants;
  /** Distinct models that descend, at any distance, from any of its models; none descends from itself. */
  union: RolledCount;
  /** Those of the union that are no root and descend from no other organisation's root. */
  exclusive: RolledCount;
  /** Each model of the union that is no root counts 1, split evenly over the organisations of its roots: what of it is this organisation's. All organisations add up to `related`, the models that are no root. */
  fractional: RolledCount;
  /** What the union would have more if the parents that names alone give away were parents; in no count. Null where an earlier version froze the graph */
  inferred: RolledCount | null;
  /** models outside its own that hang on `copies` of its models which are named as bases and not in the snapshot, each once: copies by their names alone, so that no count has them; null for nothing */
  undercount: Undercount | null;
  /** what `fractional` of all organisations adds up to */
  related: CountVariants;
  /** the snapshot's name */
  snapshot: string;
  /** which part of the Hub the snapshot has, and of when */
  coverage: string;
  /** whether counts are lower bounds, since only a part of the Hub was read */
  lower_bounds: boolean;
  lists: CountLists;
  portrait: PortraitAnswer;
}

/** An organisation in the ranking, with its three counts of descendants. */
export interface OwnerItem {
  name: string;
  union: number;
  exclusive: number;
  fractional: number;
}

/** A page of the organisations that anything descends from, the largest union first. */
export interface OwnersPage {
  total: number;
  offset: number;
  limit: number;
  items: OwnerItem[];
}

/**
 * How two of the models are related.
 *
 * `meetings` are the nearest common ancestors, MOST_MEETINGS at most of `total`: those that no other common ancestor
 * descends from. `inferred` is what names alone say, that one of the two was made from the other: in no count and no
 * way; None where no store could be asked. `mirror` is what speaks for one of them being a mirror of the other, and
 * what against it: no verdict.
 */
export interface PairKinship {
  one: string;
  other: string;
  total: number;
  meetings: MeetingPoint[];
  inferred: Inference[] | null;
  mirror: MirrorSign[];
}

/** A model that another one was derived from, how, and who says so. */
export interface ParentItem {
  /** owner/name on the Hub; the key */
  id: string;
  /** `listed`, `removed` since, or `missing`: only named as a parent */
  status: Status;
  /** the owner: the part of `id` before the slash */
  author: string | null;
  /** when the repository was made; absent for the Hub's floor of 2022-03-02 */
  created_at: string | null;
  /** downloads in the 30 days before the snapshot */
  downloads: number | null;
  /** likes at the snapshot */
  likes: number | null;
  /** the card's licence id; all that it states, joined by `, ` */
  license: string | null;
  /** the card's name for a licence that is `other` by id */
  license_name: string | null;
  /** the strictest class of its licence and of all above it */
  effective_class: LicenseClass;
  /** what its licence does with the terms above it; null where no base is named */
  license_verdict: LicenseVerdict | null;
  /** the rule that marks it as one of a mass upload, e.g. `timestamp`; else absent */
  mass_upload: string | null;
  /** distinct, at any distance */
  descendants: number;
  /** the same without models marked as mass uploads */
  descendants_without_mass_uploads: number;
  /** models beside `descendants`, below copies that are named but not listed; null where there are none */
  undercount: Undercount | null;
  /** direct ones */
  children: number;
  parents: number;
  /** how it was made: in a list of children from that parent, else from the one it is drawn under; null for a root, and for a model of status missing, of which nobody could ask */
  relation: Relation | null;
  /** who says so, most trusted first */
  evidence: Evidence[];
  /** what is odd about this derivation; null for most */
  irregularity: Irregularity | null;
  /** what was written */
  raw: string;
  /** `source:relation` of each source, where they disagree */
  relation_claims: string[] | null;
}

/** Every derivation the model is the child of. */
export interface ParentList {
  id: string;
  total: number;
  items: ParentItem[];
}

/** The models of a union that are of one kind. */
export interface PartItem {
  name: string;
  models: number;
  without_mass_uploads: number;
  /** its own models among them */
  own: number;
  others: number;
  /** page with these models, below the app's root; null where no filter selects them */
  list: string | null;
}

/** Values of a property, those of most models first. */
export interface PartList {
  /** how many values there are, whatever part of them is here */
  total: number;
  items: PartItem[];
  /** models that state none */
  unstated: PartItem;
}

/**
 * Every way up to a root, shortest first; each begins with the model itself.
 *
 * A step's `relation` says how it was made from the next one, and is null at the root.
 */
export interface PathList {
  id: string;
  /** whether there are more than the 20 paths given */
  truncated: boolean;
  paths: ModelItem[][];
}

/** Where models stand, in the order asked for. */
export interface PlaceList {
  items: PlacedModel[];
}

/** Where a model stands: its centre and radius, and the circles around it, the root's first. */
export interface PlaceOnMap {
  x: number;
  y: number;
  r: number;
  /** a leaf's index in the last circle's sunflower; null where the circle is its own */
  leaf: number | null;
  chain: CircleAround[];
}

/** A model and where it stands. */
export interface PlacedModel {
  id: string;
  descendants: number;
  /** null for a model without any relative */
  place: PlaceOnMap | null;
}

/** What was built on a model, an owner or an organisation; `definitions` says what each part counts. */
export interface PortraitAnswer {
  definitions: Record<string, string>;
  relations: PartItem[];
  generations: PartItem[];
  months: MonthlyPortrait;
  builders: BuilderList;
  bases: HangingList;
  trainers: HangingItem[];
  repackagers: HangingItem[];
  most_downloaded: ModelItem[];
  licences: LicenceList;
  tasks: PartList;
  /** null where an earlier version froze the graph */
  languages: PartList | null;
  sizes: PartList;
  /** in 30 days */
  downloads: Downloads;
  downloads_all_time: Downloads;
}

/** What went wrong, for people and programs alike. */
export interface Problem {
  /** names the kind of error, e.g. `unknown_model` */
  code: string;
  /** what is wrong, in a line */
  message: string;
  /** what would fix it; empty where nothing is known to */
  hint: string;
}

/** A property of nodes or relationships. */
export interface PropertyMeaning {
  name: string;
  type: "boolean" | "datetime" | "float" | "integer" | "string" | "strings";
  meaning: string;
}

/** One case of an irregularity. */
export interface QualityExample {
  /** the model that says so */
  child: string | null;
  /** what was written */
  raw: string;
  /** the model it was taken to mean */
  parent: string | null;
  /** what else is known of the case */
  said: string | null;
}

/** What was irregular in the snapshot, as `qwen-lineage quality --json` prints it. */
export interface QualityReport {
  snapshot: string;
  claims: number;
  derivations: number;
  rows: QualityRow[];
}

/** One kind of irregularity: how often it occurred, examples, and what was done about it. */
export interface QualityRow {
  kind: string;
  what: string;
  count: number;
  examples: QualityExample[];
  done: string;
}

/** What a statement may use: by default, and at most. */
export interface QueryLimits {
  rows: number;
  /** seconds */
  timeout: number;
  /** seconds */
  timeout_cap: number;
}

/** A descendant that another way leads to. */
export interface ReachedItem {
  id: string;
  status: Status;
  author: string | null;
  created_at: string | null;
  downloads: number | null;
  likes: number | null;
  license: string | null;
  /** the card's name for a licence that is `other` by id */
  license_name: string | null;
  /** the strictest class of its licence and of all above it */
  effective_class: LicenseClass;
  /** what its licence does with the terms above it; null where no base is named */
  license_verdict: LicenseVerdict | null;
  mass_upload: string | null;
  /** distinct, at any distance */
  descendants: number;
  /** the same without models marked as mass uploads */
  descendants_without_mass_uploads: number;
  /** models beside `descendants`, below copies that are named but not listed; null where there are none */
  undercount: Undercount | null;
  /** direct ones */
  children: number;
  parents: number;
  /** how it was made: in a list of children from that parent, else from the one it is drawn under; null for a root, and for a model of status missing, of which nobody could ask */
  relation: Relation | null;
  /** a shortest one, from the model itself to a root; empty where none was found */
  way: string[];
}

/** Part of the list of descendants that another way leads to. */
export interface ReachedList {
  definition: string;
  /** all models of the list, whatever part of it is here */
  total: number;
  /** the same without models marked as mass uploads */
  without_mass_uploads: number;
  /** of all models of the list in 30 days, added up; null where none states any */
  downloads: number | null;
  items: ReachedItem[];
}

/** How a child was made from its parent, in the Hub's own words (`base_model_relation`). */
export type Relation = "adapter" | "finetune" | "merge" | "quantized" | "unknown";

/** Models by their relation, in the relations' order; zeros are left out. */
export interface RelationCounts {
  adapter?: number;
  finetune?: number;
  merge?: number;
  quantized?: number;
  unknown?: number;
}

/** A type of relationship, from one label to another. */
export interface RelationshipType {
  from: string;
  to: string;
  properties: PropertyMeaning[];
}

/** What of a list comes after a page of it. */
export interface Remainder {
  total: number;
  by_relation: RelationCounts;
}

/** A model that stands otherwise. */
export interface RestatedItem {
  id: string;
  status: Status;
  author: string | null;
  created_at: string | null;
  downloads: number | null;
  likes: number | null;
  license: string | null;
  /** the card's name for a licence that is `other` by id */
  license_name: string | null;
  /** the strictest class of its licence and of all above it */
  effective_class: LicenseClass;
  /** what its licence does with the terms above it; null where no base is named */
  license_verdict: LicenseVerdict | null;
  mass_upload: string | null;
  /** distinct, at any distance */
  descendants: number;
  /** the same without models marked as mass uploads */
  descendants_without_mass_uploads: number;
  /** models beside `descendants`, below copies that are named but not listed; null where there are none */
  undercount: Undercount | null;
  /** direct ones */
  children: number;
  parents: number;
  /** how it was made: in a list of children from that parent, else from the one it is drawn under; null for a root, and for a model of status missing, of which nobody could ask */
  relation: Relation | null;
  /** null where no base is named */
  verdict_before: LicenseVerdict | null;
  /** null where no base is named */
  verdict_after: LicenseVerdict | null;
  /** of all terms that hold for it */
  class_before: LicenseClass;
  /** of all terms that hold for it */
  class_after: LicenseClass;
  /** what the rules of licences say of it then */
  rules: string[];
}

/** One way of counting: of all, of its own models and of others', which add up to all. */
export interface RolledCount {
  value: number;
  without_mass_uploads: number;
  without_quantisations: number;
  without_both: number;
  own: CountVariants;
  others: CountVariants;
}

/** One rule: what it says, where that is from, how many models it finds, and the largest of them. */
export interface RuleCount {
  rule: string;
  /** what follows; null for a rule that stands beside the verdict */
  verdict: LicenseVerdict | null;
  sentence: string;
  source: string;
  /** listed and removed ones, as in the list */
  models: number;
  /** those of them that are listed */
  listed: number;
  examples: string[];
  /** the page of all that it finds */
  list: string;
}

/** The variants of one format and so many bits; null is not known. */
export interface RungItem {
  format: VariantFormat | null;
  bits: number | null;
  /** A lower bound of the size on disk, all weights at so many bits: the parameters that the model states, times whole bits, divided by 8. Files are larger, by a fifth to two thirds at 4 bits: a quantisation has scales (a Q4_K_M of 4 bits takes about 4.9), and AWQ, GPTQ and NVFP4 as a rule keep embeddings and other layers at 16 bits. Running takes memory for the context besides. */
  estimated_bytes: number | null;
  models: number;
  /** the same without models marked as mass uploads */
  without_mass_uploads: number;
  official: number;
  /** the most downloaded one, whatever it is called */
  best: VariantItem;
}

/** A model that a search found. */
export interface SearchItem {
  id: string;
  status: Status;
  author: string | null;
  created_at: string | null;
  downloads: number | null;
  likes: number | null;
  license: string | null;
  /** the card's name for a licence that is `other` by id */
  license_name: string | null;
  /** the strictest class of its licence and of all above it */
  effective_class: LicenseClass;
  /** what its licence does with the terms above it; null where no base is named */
  license_verdict: LicenseVerdict | null;
  mass_upload: string | null;
  /** distinct, at any distance */
  descendants: number;
  /** the same without models marked as mass uploads */
  descendants_without_mass_uploads: number;
  /** models beside `descendants`, below copies that are named but not listed; null where there are none */
  undercount: Undercount | null;
  /** direct ones */
  children: number;
  parents: number;
  /** how it was made: in a list of children from that parent, else from the one it is drawn under; null for a root, and for a model of status missing, of which nobody could ask */
  relation: Relation | null;
  /** by its id, a beginning of it, its words, or words like those that were typed */
  how: How;
}

/** The models whose id or other words hold the text; in each way of finding them the most used first. */
export interface SearchResults {
  q: string;
  /** whose name the text is, capitals aside */
  owner: FoundOwner | null;
  items: SearchItem[];
}

/** The graph that is served now, and the crawl that fills it. */
export interface ServedProgress {
  /** the graph's version; another one is another graph */
  version: string;
  models: number;
  /** null where none was begun */
  crawl: CrawlProgress | null;
}

/**
 * The models that descend from both of two (of one and itself: its union), and beside them those that descend from
 * the row's and not from the column's.
 */
export interface SharedCount {
  models: number;
  without_mass_uploads: number;
  /** page with these models, below the app's root */
  list: string;
  /** models that descend from the row's and not from the column's */
  row_alone: number;
  /** page with those */
  row_alone_list: string;
}

/** What every count must say about where it comes from. */
export interface SnapshotSummary {
  /** the snapshot's name */
  id: string;
  /** what was read: an endpoint or a file */
  source: string;
  /** what was asked for, e.g. `family of Qwen/Qwen3-0.6B`; null for everything */
  scope: string | null;
  started_at: string;
  finished_at: string;
  /** whether the source was read to its end */
  complete: boolean;
  /** whether it was made up by the practice Hub */
  synthetic: boolean;
  /** models listed */
  listed: number;
  /** models whose children nobody asked for */
  frontier: number;
  /** estimated share of the scope's descendants that are listed; null where nobody can say */
  coverage: number | null;
  /** the lower end of that estimate's interval */
  coverage_low: number | null;
  /** its upper end */
  coverage_high: number | null;
  /** the part of the Hub it is: all of it, one family, or a sample of unknown extent */
  extent: Extent;
  /** when the data are from; null where nothing tells */
  as_of: string | null;
  /** how that is known */
  as_of_how: DatedBy | null;
  /** what part of the Hub it is, of when, and when it was read, in words */
  statement: string;
}

/** What a sign says: for a mirror, against it, neither, or that it cannot be seen. */
export type Speaks = "against" | "for" | "neither" | "not known";

/** Where to light models up, in the order asked for: `[x, y, r]` of a model's dot or heart, null without a place. */
export interface SpotList {
  /** each model's id as it is here; of one that is not here, as it was given */
  id: string[];
  spots: ([number, number, number] | null)[];
  /** a digit a model: its relation's place in `relations` of the graph, 5 at roots and without a place */
  relation: string;
  /** the places in the order of those that name no model here */
  unknown: number[];
}

/** How many models stand so before, and so after. */
export interface StandingCount {
  verdict_before: LicenseVerdict | null;
  verdict_after: LicenseVerdict | null;
  class_before: LicenseClass;
  class_after: LicenseClass;
  models: number;
}

/**
 * Whether the snapshot's source lists a model, listed it once (`removed`), or it is only named as a parent
 * (`missing`).
 */
export type Status = "listed" | "missing" | "removed";

/** A model to go to. */
export interface SurvivorItem {
  id: string;
  status: Status;
  author: string | null;
  created_at: string | null;
  downloads: number | null;
  likes: number | null;
  license: string | null;
  /** the card's name for a licence that is `other` by id */
  license_name: string | null;
  /** the strictest class of its licence and of all above it */
  effective_class: LicenseClass;
  /** what its licence does with the terms above it; null where no base is named */
  license_verdict: LicenseVerdict | null;
  mass_upload: string | null;
  /** distinct, at any distance */
  descendants: number;
  /** the same without models marked as mass uploads */
  descendants_without_mass_uploads: number;
  /** models beside `descendants`, below copies that are named but not listed; null where there are none */
  undercount: Undercount | null;
  /** direct ones */
  children: number;
  parents: number;
  /** how it was made: in a list of children from that parent, else from the one it is drawn under; null for a root, and for a model of status missing, of which nobody could ask */
  relation: Relation | null;
  kind: SurvivorKind;
  /** whether nobody declares that it is a copy */
  inferred: boolean;
  /** what speaks for it, in words */
  reasons: string[];
}

/** Part of the list of models to go to. */
export interface SurvivorItems {
  definition: string;
  /** all models of the list, whatever part of it is here */
  total: number;
  /** the same without models marked as mass uploads */
  without_mass_uploads: number;
  items: SurvivorItem[];
}

/** What a survivor is to the model, the nearest first. */
export type SurvivorKind = "full_precision" | "mirror" | "original" | "sibling";

/**
 * What a count of descendants leaves out: `models` that hang on `copies` which are named and not listed.
 *
 * That these are copies is read off their names alone, so neither is part of the count.
 */
export interface Undercount {
  models: number;
  copies: number;
}

/** A licence that is in no row of the table, as cards name it, and how many models state it. */
export interface UnknownName {
  name: string;
  models: number;
}

/** Models whose effective class is unknown, missing ones left out, by the first reason for it. */
export interface UnknownReasons {
  /** They state no licence or one that is not known, and are no copies; or name a base that was not found. */
  own: number;
  /** So it is of a model above them that was read, and not of themselves. */
  above: number;
  /** Nothing but that a model above them is missing: named as a base, and not in the snapshot. */
  missing: number;
}

/** How many variants there are, and of how many the format or the bits could not be read. */
export interface VariantCounts {
  models: number;
  /** the same without models marked as mass uploads */
  without_mass_uploads: number;
  official: number;
  format_not_known: number;
  bits_not_known: number;
}

/**
 * What a model's weights are stored in, as one who wants to run it asks: a file's format, the method that quantized
 * them, or the type of their numbers. `safetensors` and `PyTorch` are plain weights.
 */
export type VariantFormat = "AQLM" | "AWQ" | "AutoRound" | "CTranslate2" | "Core ML" | "EXL2" | "EXL3" | "ExecuTorch" | "FP4" | "FP8" | "GGUF" | "GPTQ" | "HQQ" | "INT2" | "INT4" | "INT8" | "LiteRT" | "MLC" | "MLX" | "MNN" | "MXFP4" | "MXFP8" | "NVFP4" | "ONNX" | "OpenVINO" | "PyTorch" | "QuIP" | "bitsandbytes" | "compressed-tensors" | "safetensors";

/** A variant, and how its weights are stored; what could not be read is null. */
export interface VariantItem {
  id: string;
  format: VariantFormat | null;
  /** whole bits of a weight */
  bits: number | null;
  /** the word for it: `Q4_K_M`, `W4A16`, `4-bit` */
  encoding: string | null;
  /** where it was read and the word that said it: `name: gguf`, `tag: 4-bit`; null where nothing told */
  format_rule: string | null;
  /** where it was read and the word that said it: `name: gguf`, `tag: 4-bit`; null where nothing told */
  bits_rule: string | null;
  author: string | null;
  /** Of the owner of the model itself, or of an owner that counts as the same organisation. */
  official: boolean;
  downloads: number | null;
  created_at: string | null;
  mass_upload: string | null;
  license: string | null;
  license_name: string | null;
  /** the strictest class of its licence and of all above it */
  effective_class: LicenseClass;
}

/** All variants of a model by format and bits, and the part of their list that was asked for. */
export interface VariantsAnswer {
  id: string;
  /** Distinct models that quantisations alone, one behind another, lead down to from the model or from a re-upload that declares it. */
  totals: VariantCounts;
  rungs: RungItem[];
  /** Models of other owners with exactly its name, capitals aside, that declare themselves a finetune of it or state no relation. */
  re_uploads: string[];
  /** Models of other owners with exactly its name, capitals aside, that declare no such thing: by their names alone. Neither they nor what hangs on them is in any count. */
  candidates: string[];
  /** Models that name it, or a re-upload that declares it, as a base without a relation, and bear its name with nothing behind that but words for how weights are stored. By their names alone they are variants, so they are in no count. Of more than 256 the most downloaded are looked at. */
  relation_not_stated: VariantItem[];
  /** the variants that match */
  total: number;
  offset: number;
  limit: number;
  items: VariantItem[];
}

/** What a definition says of a claim at the date of the snapshot. */
export type Verdict = "cannot be computed" | "cannot be decided" | "does not hold" | "holds";

/** What follows when the model states another licence, and a part of the list of models that stand otherwise. */
export interface VerdictChanges {
  definition: string;
  license: string;
  license_class: LicenseClass;
  /** whether the table of licences has it; else nothing is known of its terms */
  is_known: boolean;
  /** all models of the list, whatever part of it is here */
  total: number;
  /** the same without models marked as mass uploads */
  without_mass_uploads: number;
  /** all of them, the most frequent first */
  changes: StandingCount[];
  items: RestatedItem[];
}
