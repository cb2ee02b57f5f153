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
page-decision = Decision { $number } of { $date }
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
