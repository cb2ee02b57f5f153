# Published results: workbook, report, bundle.

pub-open-round = The round { $round } is not closed (closed = false): its result cannot be published yet.
pub-refused-line = { $unit } ({ $code }), criterion { $criterion }: the answer cannot be used. { $facts }
pub-held-line = { $unit } ({ $code }), criterion { $criterion }: waits for another result. { $facts }
pub-held-grade = { $unit } ({ $code }): the grade is held. { $facts }
pub-unreadable = { $unit }: the number { $number } is too long to be read back whole; the result cannot be published.
pub-more = … and { $count } more.

pub-illustrative = Illustrative
pub-illustrative-answers = Units and figures are illustrative, made up by the developers; they are no body's result.
pub-illustrative-criteria = { $count } of { $all } criteria are illustrative, written to fill a structure whose annex is not public.

pub-about-period = Reference period: { $period }.
pub-about-decision = Published by { $number } of { $date }, { $issuer }.
pub-about-undecided = No decision to publish yet.
pub-about-license = Licence of the data: { $license }.
pub-about-license-of-source = Figures of the body that published them; reuse follows the terms of the source named here.
pub-about-engine = Computed by Thước Đo { $engine }; publication number { $version }.
pub-about-set = Criteria set { $code }, version { $version }, hash { $hash }.
pub-about-source = Source: { $source }

pub-bundle-files = Files of the bundle:
pub-bundle-publication = publication.json: the whole result with the trace of every number.
pub-bundle-results = results.csv: one row for each unit (rank, points, grade, main sections).
pub-bundle-points = points.csv: one row for each unit, criterion and layer.
pub-bundle-folder = round.toml, units.csv, answers.csv, inputs/, criteria files: the case folder of the round.
pub-bundle-manifest = manifest.json: size and SHA-256 of each file.
pub-bundle-recompute = Unpack and run “thuocdo score FOLDER --out RESULT” to recompute, and compare with publication.json.

pub-sheet-ranking = Ranking
pub-sheet-points = Points by criterion
pub-sheet-criteria = Criteria set
pub-sheet-about = About this file

pub-column-rank = Rank
pub-column-code = Unit code
pub-column-unit = Unit
pub-column-points = Points
pub-column-max = Maximum
pub-column-index = Index
pub-column-grade = Grade
pub-column-note = Note
pub-column-criterion = Code
pub-column-title = Criterion
pub-column-layer = Layer
pub-column-state = State
pub-column-exact = Exact points
pub-column-value = Value
pub-column-reason = Reason
pub-column-rule = Scoring rule
pub-column-origin = Origin
pub-column-trace = Trace

pub-layer-self = Self
pub-layer-preliminary = Preliminary
pub-layer-appraised = Appraised
pub-layer-council = Council
pub-layer-final = Final

pub-state-scored = scored
pub-state-missing = missing
pub-state-not_applicable = not applicable
pub-state-refused = refused
pub-state-held = held
pub-state-unscored = not scored

pub-report-method = Method
pub-report-ranking = Ranking
pub-report-unranked = Without rank:
pub-report-cards = Scorecards
pub-report-cards-left-out = The round has many units: see points.csv and results.xlsx for their scorecards.
pub-method-structure = Scale { $scale }; { $sections } main sections, { $criteria } criteria.
pub-method-section = { $code }. { $title }: at most { $max } points.
pub-total = Total
pub-no-step = No step reached
pub-card-rank = Rank { $rank } of { $of }, { $group }.
pub-card-grade = Grade: { $grade }.
pub-card-merged = Merged from: { $units }.

pub-survey-points = Result of the survey “{ $title }”: { $counted } answers count; response rate { $rate }; margin of error ± { $margin } percentage points (95% confidence).
pub-survey-no-margin = Result of the survey “{ $title }” together with others of the same criterion: { $counted } answers count; response rate { $rate }.
pub-survey-too-few = Result of the survey “{ $title }”: only { $counted } answers count, fewer than the { $needed } that are needed, so the criterion has no data; response rate { $rate }.
