// The document a review page shows, as `driftline review --output-format json` writes it: the scan's own JSON
// (reports/schema/driftline.schema.json) and, under `review`, what only a review has. Every text in it comes from a
// repository nobody vouches for: it is shown as text, never as markup.

export interface Hours { low: number; high: number }                       // person-hours
export interface Place { path: string; line: number }
export type Effect = 'crash-install' | 'crash-run' | 'silent' | 'deprecated' | 'none';
export type Severity = 'error' | 'warning' | 'info';

export interface CoreVersion { version: string; commit: string; path: string }
export interface Module {
  name: string; path: string; version: string; origin: string; depends: string[]; missing_depends: string[]; files: number; lines: number;
}
export interface Documented { level: string; reason: string; place: string; owner: string; date: string; ticket: string }
export interface Override {
  module: string; path: string; line: number; kind: string; symbol: string; behaviour: string; calls_super: string; origin: string;
  core: { module: string; path: string; line: number }; documented: Documented | null;
}
export interface Finding {
  rule: string; slug: string; severity: Severity; certainty: 'exact' | 'likely' | 'unknown'; effect: Effect; module: string; path: string; line: number;
  symbol: string; symbol_kind: string; message: string; fix: string; fingerprint: string;
  places: (Place & { fingerprint: string })[]; related: (Place & { role: 'custom' | 'current' | 'target' | 'library'; module: string; text: string })[];
  diff?: string; patch?: string;
}
export interface LedgerKind { extracted: number; bound: number; own: number; guarded: number; unresolved: Record<string, number> }
export interface Ledger {
  by_kind: Record<string, LedgerKind>; files_not_read: Record<string, number>; files_not_loaded: Record<string, number>;
  script_files_not_analyzed: number; missing_modules: Record<string, number>;
}
export interface PlanModule {
  name: string; path: string; state: string | null; reasons: string[]; missing: string[]; script_files: number; needs: string[]; needed_by: string[];
  causes: { silent: number; install: number; run: number; other: number }; hours: Hours | null;
  upstream: { library: string; version: string; compared_with: string; compared_version: string; compared_with_target: boolean; edits: { path: string; change: string; patch: string }[] } | null;
}
export interface Plan {
  states: Record<string, { modules: number; hours: Hours }> | null;
  modules: PlanModule[];                                                    // in upgrade order
  totals: { hours: Hours | null; left_out: { not_judged: string[]; not_judged_known_hours: Hours; vendors: string[]; script_files: number; broken_today: number; never: string[] } };
}

// What is counted at one moment. `null`: not known at that moment (no target version, history not readable).
export interface Figures {
  modules: number; lines: number;
  overrides: number;
  replaces: number;              // overrides that replace the standard: no super() on some or any path, bypassed, patched
  protected: number | null;      // overrides of protected symbols: invoicing, tax, access rights (DL110)
  undocumented: number;          // overrides the tree gives no reason for: no register entry, comment or documentation (a commit message does not count)
  blockers: number | null;       // DL3xx findings of severity error or warning
  silent: number | null;         // of these, the ones that no error message will show
  redundant: number | null;      // what can be deleted (DL324, DL212)
  hours: Hours | null;           // the plan's total
}
export interface Moment { label: string; date: string; commit: string; subject: string }   // label: "2026Q3"; date: ISO
export interface TrendPoint extends Moment {
  figures: Figures | null;       // null: that state could not be read; `note` says why
  core: 'pinned' | 'today' | 'none';   // which core it was compared with
  core_version: string; note: string;
}
export interface CommitNote { commit: string; date: string; author: string; subject: string; ticket: string }
export interface RegisterState {
  decision: 'keep' | 'upstream' | 'drop' | ''; owner: string; ticket: string; reason: string; added: string; reviewed: string; review_by: string; overdue: boolean; line: number;
}
// Beside Override, at the same index.
export interface OverrideStory {
  id: string;                    // for links: stable over edits above it
  area: string;                  // core module (or library) whose symbol it changes
  model: string;                 // core model, '' where there is none
  introduced: CommitNote | null; changed: CommitNote | null; changes: number;
  register: RegisterState | null;
  owner: string;                 // register, CODEOWNERS, maintainers; '' nobody
  reason: string;                // the paragraph that says why; '' where nobody did
  chain: (Place & { module: string; calls_super: string; ours: boolean })[];   // in calling order, last called first
  counted: boolean;              // false: it changes nothing, or its module is not in use; the figures leave it out
  // Texts of the definition; null: not there, or left out for size. merged: of a copy whose original changed, with git's markers at conflicts.
  code: { ours: string | null; core: string | null; target: string | null; merged: string | null; conflicts: number };
  findings: number[];            // indices into findings
}
export interface Decision {
  question: string; subject: string /* the module or symbol, where it is one */; kind: 'keep-or-drop' | 'delete' | 'access' | 'vendor' | 'review' | 'redesign' | 'core-edits'; owner: string; by: string; cost: Hours | null; count: number;
  link: string;                  // fragment of this page: "module/acme_sale", "override/ID", "rule/DL324"
}
export interface DecisionGroup { title: string; text: string; first: number; size: number; count: number; cost: Hours | null; costed: number }   // decisions of one kind, which stand together
export interface Suppression { rule: string; path: string; line: number; reason: string; until: string; used: boolean }
export interface CoreEdit { path: string; line: number; added: number; removed: number; outcome: '' | 'applies' | 'conflicts' | 'upstream' | 'file gone'; diff: string; conflict: string }
export interface CorePatches { pristine: string; files_compared: number; before: number | null; before_unknown: '' | 'no period' | 'no history' | 'pristine'; patches: { commit: CommitNote | null; edits: CoreEdit[] }[] }   // the oldest first; commit: null where the history does not tell
export interface Governance {
  documented: Record<string, number>;         // overrides by level of evidence: register, comment, documentation, commit, none
  overdue: { symbol: string; owner: string; review_by: string; line: number }[];
  ownerless: string[];                        // modules
  without_ticket: CommitNote[] | null;        // of the period; null: no pattern configured
  suppressions: Suppression[];
  core_edits: CorePatches | null;             // null: nobody looked, since no pristine core is known
  decisions: Record<'keep' | 'upstream' | 'drop' | 'none', number>;
}
export interface ScreenChange { kind: string; model: string; name: string; module: string; changed: string; by: string }   // made in the application's screens, from the installed CSV
export interface Installed { file: string; modules: { name: string; state: string; version: string }[]; screen_changes: ScreenChange[] }

export interface ReviewPart {
  title: string; logo: string; language: 'en' | 'de'; generated: string; command: string; scan_command: string; tool_version: string;
  period: { label: string; since: Moment | null; until: Moment };
  now: Figures; before: Figures | null;
  changes: { added: number[]; removed: { rule: string; symbol: string; module: string; message: string }[] };   // added: indices into findings
  trend: TrendPoint[];                        // oldest first, the last is now
  stories: OverrideStory[];
  decisions: Decision[]; decision_groups: DecisionGroup[];
  governance: Governance;
  installed: Installed | null;
  module_owners: Record<string, string>;
  rules: Record<string, { summary: string; why: string; fix: string }>;   // of all findings, in English
}
export interface Review {
  schema: number; tool: { name: string; version: string };
  run: { repository: string; revision: string; framework: string; core: { current: CoreVersion | null; target: CoreVersion | null } };
  modules: Module[]; overrides: Override[]; findings: Finding[]; ledger: Ledger; ledger_target?: Ledger; plan?: Plan; notices: string[]; suppressed: number;
  review: ReviewPart;
}
