# Front page
page-home-title = Assessment results and rankings
page-home-heading = Assessment results and rankings
page-home-lead = See ranks and points and how each was computed; read the method in words; download the data and compute it again yourself.
page-home-search = Search bodies, criteria, indexes
page-home-placeholder = For example: bo tai chinh, dich vu cong…
page-home-search-go = Search
page-home-published = Published figures
page-home-published-lead = Computed again from score tables that the competent authorities published; each page names its source.
page-home-illustrative = Illustrative data
page-home-illustrative-lead = Criteria sets after real decisions; bodies and figures were made up at real size to show how points are computed.
page-home-ranking = Ranking
page-home-method = Method
page-home-data = Data
page-home-empty = No result has been published yet.
page-home-found-title = Search results for “{ $text }”
page-home-found-none = Nothing found. Try fewer letters; accents may be left out.
page-home-found-units = Bodies
page-home-found-groups = Rankings
page-home-found-criteria = Criteria
page-home-found-more = There is more; type more letters to narrow the search.

# Shared
page-period = Period { $period }
page-decision = Published by { $number } of { $date }
page-units = { $units ->
    [one] 1 body
   *[other] { $units } bodies
}
page-no-step = No step reached
page-not-applicable = Not applicable
page-of-max = out of { $max }
page-all-files = All files
page-print-hint = To print this page on A4 press Ctrl + P (on a Mac: ⌘ + P).
page-superseded = Version { $version } of this publication; it replaced the one before because: { $reason }
page-layer-self = Self-assessed points
page-layer-preliminary = Preliminary points
page-layer-appraised = Appraised points
page-layer-council = Council points
page-layer-final = Appraised points

# Columns
page-col-rank = Rank
page-col-unit = Body
page-col-units = Bodies
page-col-points = Points
page-col-points-of = Points (out of { $max })
page-col-max = Maximum
page-col-index = Index value
page-col-before = Since { $period }
page-col-grade = Grade
page-col-step = Step reached
page-col-section = Main indicator

# Ranking
page-ranking-total = Total points and rank
page-total = Total points
page-ranking-steps = Step and rank
page-col-missing = Missing for the next step
page-missing-for = { $count ->
    [one] 1 target ({ $step })
   *[other] { $count } targets ({ $step })
}
page-lowered-legend = ↓ grade below the one by points, because of an adjustment; the page of the body says why.
page-ranking-caption = { $measure }, { $group }, period { $period }
page-ranking-empty = No body has been ranked yet.
page-ranking-single = { $name } has { $points } points; the group has one body, so there is no rank to compare.
page-ranking-leader = { $name } leads with { $points } points; the mean of { $units } bodies is { $mean }.
page-ranking-leaders = { $name } share the lead with { $points } points; the mean of { $units } bodies is { $mean }.
page-ranking-step = { $name } reached step { $step } of { $of }.
page-ranking-before = Since { $period }: { $up } of { $both } bodies rose.
page-ranking-mean-change = The mean changed by { $change }.
page-ranking-found = { $units ->
    [one] 1 body has “{ $text }” in its name.
   *[other] { $units } bodies have “{ $text }” in their names.
}
page-ranking-all = Show all
page-groups = Ranking groups
page-periods = Periods
page-pages = Pages of the table
page-up = up
page-down = down
page-same = unchanged
page-shared = (shared by { $units } bodies)
page-merged = merged
page-grade-before = before adjustment: { $grade }
page-tile-leader = Leader
page-tile-best = Highest points
page-tile-mean = Mean
page-tile-lowest = lowest { $points }
page-tile-units = Ranked bodies
page-tile-unranked = { $units ->
    [one] and 1 body without rank
   *[other] and { $units } bodies without rank
}
page-filter-section = Rank by indicator
page-filter-order = Order
page-filter-search = Find a body
page-filter-go = Show
page-order-rank = By rank
page-order-name = By name A–Z
page-order-change = By change of rank
page-steps-title = Bodies on each step
page-sections-title = Main indicators
page-sections-lead = Mean attainment of the group; choose an indicator to rank by it.
page-unranked-title = Without rank
page-unranked-lead = Part of the round but not ranked, with the ground.
page-about-title = About this result
page-about-decision = Decision
page-about-set = Criteria set
page-about-source = Source of figures
page-about-engine = Scoring engine

# Errors
page-404-title = Page not found
page-404-what = This address does not exist here, or the result has not been published.
page-404-advice = Check the address, go back to the front page, or search by name.
page-500-title = Something went wrong on our side
page-500-what = This page could not be shown. Case number: { $case }.
page-500-advice = Load the page again in a few minutes; if it still fails, tell the operator the case number.

# Charts
chart-data = Data table
chart-name = Name
chart-difference = Difference
chart-distribution-title = Distribution of points
chart-distribution-found = { $counts }; mean { $mean }.
chart-distribution-range-found = Points from { $worst } to { $best }, mean { $mean }.
chart-distribution-scale = Horizontal axis: per cent of the maximum.
chart-distribution-range = Share of the maximum
chart-gap-title = Self-assessed and appraised points
chart-gap-found = { $name } differs most ({ $difference } points); { $higher } of { $units } assessed themselves higher than the result.
chart-gap-none = Self-assessed points and results agree in every row.
chart-profile-mean = Group mean
chart-profile-span = 10–90 % span of the group
chart-heat-title = Attainment by main indicator (%)
chart-heat-found = Highest on average: { $best } ({ $most }%); lowest: { $worst } ({ $least }%).
chart-heat-legend = Colors deepen at 50, 60, 70, 80 and 90%.

# Bodies
page-units-title = Bodies: { $round }
page-unit-found = { $name } has { $points } of { $max } points, rank { $rank } of { $of } in the group { $group }.
page-unit-points = { $name } has { $points } of { $max } points.
page-unit-empty = { $name } has no figures in this result.
page-unit-step = { $name } reached step { $step } of { $of }.
page-unit-merged = Points of the main indicators are the plain mean of the bodies that were merged:
page-unit-change = since { $period }: { $change }
page-attainment = Attainment
page-group-mean = group mean { $mean }%
page-converted = converts to { $value } points
page-compare-with = Compare with { $name }
page-illustrative = illustrative
page-illustrative-star = * illustrative criterion
page-grade-title = Why this grade
page-ladder-title = Steps
page-step-met = met
page-step-open = not met
page-step-missing = { $count ->
    [one] 1 target is missing for step { $step }.
   *[other] { $count } targets are missing for step { $step }.
}
page-step-which = Missing targets
page-step-targets = { $reached } of { $targets } targets met
page-strong-title = Strong points
page-strong-lead = Criteria that gained most points over the group mean.
page-strong-none = No criterion is above the group mean.
page-weak-title = To improve
page-weak-lead = Criteria that lost most points against the group mean.
page-weak-none = No criterion is below the group mean.
page-standing = { $me }%, group mean { $mean }%
page-history-title = Other periods
page-col-period = Period
page-criteria-title = Table of criteria
page-criteria-lead = Open a row to see the figures that were used and how they became points.
page-col-code = Code
page-col-criterion = Criterion
page-why = How
page-reason = Reason: { $reason }
page-state-scored = scored
page-state-missing = no data
page-state-not_applicable = not applicable
page-state-refused = answer cannot be used
page-state-held = waits for another result
page-state-unscored = not scored
page-rank = rank { $rank }

# Criteria
page-criteria-of = Criteria: { $round }
page-criteria-means = Maximum points and mean attainment (%) of each group.
page-criterion-max = At most { $max } points
page-criterion-units = Points of each body
page-criterion-states = { $scored } with points, { $missing } without data, { $na } not applicable.
page-col-value = Value
page-points = { $points } points
page-rule-title = How points are computed
page-rule-about = About this criterion
page-rule-where = Where:
page-rule-printed = Rule as printed
page-rule-source = Source of figures
page-rule-measured = measured by a system
page-rule-lower = lower is better
page-rule-owner = Responsible agency
page-rule-evidence = Evidence
page-rule-classes = Applies to
page-rule-max-class = Maximum by class
page-rule-targets = Targets by step
page-rule-missing = Without data
page-rule-mandatory = Mandatory condition
page-rule-note = Remark
page-rule-origin = Origin of the wording
page-rule-more = Source, evidence, origin
page-source-self = Reported by the body
page-source-appraiser = Appraising agency
page-source-statistics = Statistics or a measuring system
page-source-survey = Sociological survey
page-source-publication = Another publication
page-missing-zero = Counts as 0 points and still shows as missing
page-missing-carry_over = Takes the points of the last publication
page-missing-exclude = Left out of points and maximum
page-blocks-submission = Unmet: the record cannot be submitted
page-blocks-grade = Unmet: no grade
page-blocks-rank = Unmet: no rank
page-origin-decision = Issuing document: { $place }
page-origin-illustrative = Illustrative: written by the developers because the annex is not public
page-origin-link = see the source

# Method
page-method-title = Method: { $set }
page-method-sets = Criteria sets of the round
page-method-contents = Contents
page-method-about = About the criteria set
page-method-issued = Document
page-method-legal = Legal basis
page-method-classes = Classes of subjects
page-method-origins = Origin of criteria
page-method-counts = { $decision } from the issuing document, { $published } from published tables, { $illustrative } illustrative
page-method-hash = Hash of the file
page-method-declares = Counts and points that the document states
page-method-declares-lead = Counted again from the criteria file; if one differs the file is refused.
page-declares-points = { $points } points in all
page-declares-level = { $count } × { $level }
page-declares-leaves = { $count } criteria at the last level
page-declares-ok = agrees
page-declares-by = according to { $who }
page-method-total = Total, rounding and index value
page-method-maturity = How steps are reached
page-method-grades = Grades
page-method-na = Where a criterion does not apply
page-method-adjustments = Changes after scoring
page-method-ranking = Ranking
page-method-conversion = Conversion into another index
page-method-criteria = Every criterion
page-method-leaves = { $count ->
    [one] 1 criterion
   *[other] { $count } criteria
}

# Comparison
page-compare-title = Compare bodies: { $round }
page-compare-of = { $names } compared
page-compare-slot = Body { $number }
page-compare-go = Compare
page-compare-lead = Choose two to four bodies of the same group.
page-compare-table = Points by criterion
page-compare-unknown = Not found in this group:
page-compare-unknown-advice = Choose from the list; accents may be left out.

# Data
page-data-title = Open data
page-data-of = Downloads: { $round }
page-data-lead = Every publication can be downloaded whole, with its criteria and how each figure came about, to be used or computed again.
page-data-files = Files
page-data-version = version { $version } of the publication
page-data-undecided = no decision yet
page-data-licence = licence { $licence }
page-data-licence-of-source = figures of the source named; reuse follows its terms
page-data-layers = Layers of points
page-data-formats = What each file holds
page-data-recompute = Unpack the bundle and run this command to compute everything again and compare it with the publication:
page-file-results = Results (CSV)
page-file-results-about = One row a body: rank, points, grade, points of the main parts. UTF-8 with BOM, opens in Excel.
page-file-points = Detailed points (CSV)
page-file-points-about = One row for each body, criterion and layer.
page-file-converted = Converted values (CSV)
page-file-converted-about = One row a body: grade and what it becomes in the KPI set, with set, bloc, year and version. Only where the criteria set has a conversion table.
page-file-json = JSON
page-file-json-about = The whole publication with its criteria sets and traces.
page-file-workbook = Excel
page-file-workbook-about = Rankings, points by criterion, criteria in words.
page-file-report = Report (HTML)
page-file-report-about = A report to read and print.
page-file-bundle = Bundle to recompute (ZIP)
page-file-bundle-about = Inputs, criteria sets, results and the hash of every file: all that recomputing needs.

# Accessibility
page-access-title = Accessibility statement
page-access-lead = This portal is made to be read by everyone: by eye, by screen reader, by keyboard, on phones and on paper.
page-access-aim = What we aim at
page-access-aim-text = We aim at WCAG 2.2 level AA, above the WCAG 2.0 that Circular 26/2020/TT-BTTTT asks for.
page-access-can = You can
page-access-can-text =
    Zoom to 400% without scrolling sideways, except for data tables in their own frames.
    Do everything by keyboard; the first Tab leads to “Skip to main content”.
    Switch on larger text and high contrast at the top of the page; this device remembers the choice.
    Read every page with JavaScript off: the portal uses none.
page-access-charts = Charts
page-access-charts-text = Every chart has a finding in words and a table with the same numbers; color is never the only sign.
page-access-limits = Known limits
page-access-limits-text = No independent test by users of screen readers has been made yet. Preview images for shared links do not exist yet.
page-access-contact = Tell us
page-access-contact-text = If something cannot be read, tell the operator of the portal the address of the page; no account is needed.

# Licences
page-licence-title = Licences
page-licence-lead = Data, program and fonts of this portal may be used again under the licences below.
page-licence-data = Data
page-licence-data-text =
    Each round names the licence of its data beside the files; where it names none, figures belong to the source given and reuse follows its terms. Name the source and the number of the decision.
    Figures marked “illustrative” are not official and must not be quoted as official.
page-licence-program = Program
page-licence-program-text = Thước Đo: Mozilla Public License 2.0.
page-licence-fonts = Fonts
page-licence-fonts-text = Noto Sans: SIL Open Font License 1.1, reduced to Latin and Vietnamese letters and the signs in use. The full text:

# Charts of the pages above
chart-profile-title = Main indicators against the group
chart-profile-found = Strongest against the group: { $best } ({ $more } percentage points); weakest: { $worst } ({ $less } percentage points).
chart-profile-alone = Attainment by main indicator; the group has one body, so there is no mean to compare with.
chart-gap-section = The widest difference is in { $name }: { $difference } points.
chart-criterion-found = { $scored } bodies reach { $mean }% on average: { $full } have full points, { $none } have none.
chart-criterion-none = No body has points for this criterion yet.
chart-compare-title = Main indicators side by side
chart-compare-found = The bodies differ in { $differing } of { $all } criteria.

# Gallery
page-gallery-title = Components
page-gallery-crumb = For people who work on pages
page-gallery-lead = Every component in its states; figures here only try the shapes.
page-gallery-colors = Colors
page-gallery-forms = Buttons and fields
page-gallery-marks = Marks and notices
page-gallery-tables = Tables
page-gallery-grade = Grade { $number }
page-gallery-unit = Sample body { $number }
page-gallery-finding = The finding of the chart stands here.
page-version-before = See version { $version }
page-method-changed = method changed
page-method-changed-why = Since { $period } the criteria set has changed: a rise or fall may come from the method and not from the bodies alone.
page-ranking-moves = { $up } bodies won points, { $down } lost, { $equal } stayed{ $new ->
    [0] .
   *[other] , { $new } are new.
}
page-ranking-most = Won most: { $name } ({ $change }).
page-ranking-least = Lost most: { $name } ({ $change }).
page-unit-points-change = { $change } points
page-home-announced = Methods of rounds to come and under way
page-home-announced-lead = Public beforehand, so that bodies can check themselves; nothing of the result is out.

page-file-surveys = Surveys (CSV)
page-file-surveys-about = One row for each choice of a question, for all bodies and for each; small counts are empty.
page-survey-crumb = Survey results
page-survey-lead = Answers are anonymous; figures exist only after the survey has closed.
page-survey-all = Surveys of the round
page-survey-body = Body
page-survey-all-bodies = All bodies
page-survey-go = Show
page-survey-issued = Invitations
page-survey-counted = Responses counted
page-survey-withheld = { $count } too few to be opened
page-survey-lost = { $count } lost
page-survey-rate = Response rate
page-survey-fed = Points from this survey
page-survey-too-few = Too few answers to show figures.
page-survey-mean = Mean { $mean }%.
page-survey-beside = All bodies: { $mean }% ({ $apart } percentage points apart).
page-survey-counts = Answers by choice.
page-survey-feeds = Feeds criterion
page-survey-choice = Choice
page-survey-share = Share
page-survey-answers = Answers
page-survey-hidden = Hidden so that nobody is recognized
page-survey-before = Mean in earlier periods:
page-survey-hidden-why = Counts below 10 are hidden, with as many more as it takes that nobody can work them out (no bound closer than { $k }). Questions that feed criteria are shown whole so that everybody may recompute the points.
page-survey-texts = Answers in own words are not published.
