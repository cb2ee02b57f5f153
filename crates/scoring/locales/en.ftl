## How points came about: pieces

trace-number = { $n }
trace-percent = { $n }
trace-measured = { $n } { $measure }
trace-yes = yes
trace-no = no
trace-rows = { $list }
trace-input = { $label }: { $value }
trace-inputs = Reported: { $list }.
trace-add = { $left } + { $right }
trace-subtract = { $left } − { $right }
trace-multiply = { $left } × { $right }
trace-divide = { $left } ÷ { $right }
trace-group = ({ $inner })
trace-least = the least of ({ $list })
trace-most = the greatest of ({ $list })
trace-calc = { $calc } { $sign } { $value }
trace-scope-group = the group
trace-scope-round = the whole round

## How points came about: rules

trace-times = { $how }; { $share } × { $max } { $sign } { $points } points.
trace-share-times = { $share } × { $max } { $sign } { $points } points.
trace-gives = { $how }: { $points } points.
trace-given = Points entered: { $points } of { $max }.
trace-as-given = Points entered
trace-direct = Decided by the authority: { $points } points, in place of the rule.
trace-zero-denominator = The denominator is 0, which this set counts as { $share }
trace-ratio = { $quotient } { $sign } { $value }
trace-ratio-rest = 1 − { $quotient } { $sign } { $value }
trace-ratio-only = Ratio { $value }
trace-cut-above = A ratio above 100% counts as 100%.
trace-cut-below = A negative ratio counts as 0%.
trace-cut-floor = The ratio is below the minimum of { $floor }, so there are no points.
trace-cut-full = A ratio of { $full } or more earns full points.
trace-from = { $bound } or more
trace-above = above { $bound }
trace-to = { $bound } or less
trace-under = under { $bound }
trace-bracket = { $value } falls in the step “{ $test }”, which gives { $share }
trace-bracket-none = { $value } falls in no step, which gives { $share }
trace-option = Chosen: “{ $label }”, which gives { $share }
trace-answer-yes = Answered “yes”, which gives { $share }
trace-answer-no = Answered “no”, which gives { $share }
trace-every-met = { $done } of { $of } met, all of them, which gives { $share }
trace-every-unmet = Only { $done } of { $of } met, not all, which gives { $share }
trace-count = { $count }, { $each } points for each, makes { $product }
trace-count-capped = { $count }, { $each } points for each, makes { $product } but at most { $cap }
trace-relative-higher = { $value } ÷ { $best } { $sign } { $share }, where { $best } is the highest value of { $scope }, reached by { $holders }
trace-relative-lower = { $best } ÷ { $value } { $sign } { $share }, where { $best } is the lowest (best) value of { $scope }, reached by { $holders }
trace-min-max = ({ $value } − { $worst }) ÷ ({ $best } − { $worst }) { $sign } { $position }, where { $best } is the best value of { $scope }, reached by { $holders }, and { $worst } the weakest
trace-min-max-equal = All units of { $scope } have the same value { $value }
trace-target-met = { $value } reached, target { $target }: met, which gives { $share }
trace-target-unmet = { $value } reached, target { $target }: not met, which gives { $share }
trace-target-part = Target not met: { $value } ÷ { $target } { $sign } { $share }
trace-target-part-lower = Target not met: { $target } ÷ { $value } { $sign } { $share }
trace-deduct-item = { $count } × { $each }
trace-deduct = Less { $list }, leaves { $share }
trace-lookup = The value { $value } stands for { $share }
trace-formula = Case “{ $label }”: { $calc }
trace-formula-none = No case applies
trace-publication = From “{ $title }”: { $value } ÷ { $outof } { $sign } { $share }
trace-part = Part “{ $label }”: { $how }; { $points } of { $max } points.
trace-part-none = Part “{ $label }”: no data.
trace-parts = The parts add up to { $share }
trace-best-of = The most favorable case, “{ $label }”, gives { $share }
trace-mean = The mean of { $known } of { $all } items with data is { $share }
trace-weighted-rows = The weighted mean of { $known } complete rows of { $all } is { $share }
trace-tally = { $counted } counted answers, mean satisfaction { $share }
trace-group-share = Group “{ $label }”: { $share }.
trace-group-none = Group “{ $label }”: no counted answers, left out.
trace-rounded = { $before } is rounded to { $points } points.
trace-unscored = Collected only, never scored.
trace-absent = Not in this unit's form.

## How points came about: missing, not applicable, refused, held

trace-missing = No data.
trace-missing-some = Data still missing: { $labels }.
trace-missing-items = { $known } of { $all } items have data, at least { $needed } are needed.
trace-missing-responses = { $counted } counted answers, at least { $needed } are needed.
trace-missing-zero = Counts as 0 of { $max } points; missing data do not mean a result of zero.
trace-missing-left-out = The criterion is left out of points and maximum.
trace-carried-over = Points of the last publication are taken: { $points } points.
trace-na-ground = Not applicable: { $ground }; { $policy }.
trace-na-zero = Not applicable because the denominator is 0; { $policy }.
trace-na = Not applicable; { $policy }.
trace-na-best = counted at the highest share of { $scope }, { $share }, reached by { $holders }
trace-na-full = counted at the full { $max } points
trace-na-no-points = counted as 0 of { $max } points
trace-na-out = left out, the maximum is lower accordingly
trace-na-out-rebased = left out, the rest of { $code } is stretched to its full scale
trace-na-out-rebased-total = left out, the rest is stretched to the full scale of the set
trace-na-nobody-full = no unit sets a highest share, so it counts full points
trace-na-nobody-zero = no unit sets a highest share, so it counts no points
trace-na-nobody-out = no unit sets a highest share, so it is left out
trace-na-open = there is no policy
trace-refused-zero = The denominator is 0 and the set does not say what that scores.
trace-refused-negative = A reported value is negative.
trace-refused-range = The points lie outside 0 to { $max }.
trace-refused-table = The value is not in the rule's table.
trace-refused-option = There is no such option.
trace-refused-no-policy = Reported as not applicable, but the set has no policy for that.
trace-refused-no-best = No unit sets a highest share, and the set does not let us guess.
trace-refused-whole = The value must be a whole number.
trace-refused-predecessor = A predecessor of the merged unit is not in this round.
trace-refused-below = The answer cannot be scored.
trace-refused-blocks = No points yet; this must be corrected before publication.
trace-held = Waiting for “{ $title }”; cannot be published yet.

## How points came about: sums

trace-term = { $code } has { $points }
trace-sum = Sum of { $count } items ({ $list }) { $sign } { $points } of { $max } points.
trace-sum-many = Sum of { $count } items { $sign } { $points } of { $max } points.
trace-weighted-term = { $code } at { $share }, weight { $weight }
trace-weighted-mean = Weighted mean ({ $list }) { $shared } { $share }; { $share } × { $max } { $sign } { $points } points.
trace-all-of-met = All applicable criteria are met: { $max } points.
trace-all-of-unmet = Not all criteria are met ({ $codes }): 0 points.
trace-section-out = No criterion applies to the unit; the whole section is left out.
trace-section-missing = No criterion has data; the whole section is left out.
trace-rebased = Stretched: { $before } × { $nominal } ÷ { $applicable } { $sign } { $points } points, because a part does not apply to the unit.
trace-bonus = Bonus: { $points }.
trace-deduction = Deduction: { $points }.
trace-adjusted = { $label }: { $points } points off.
trace-capped = { $before } points earned, at most { $cap } count.
trace-limited = The total is { $before } points, limited to { $limit }.
trace-merged = Merged unit: the mean of { $names } { $sign } { $points } of { $max } points.
trace-merged-total = Merged from { $names }: the averaged items add up { $sign } { $points } of { $max } points.
trace-inside-merged = Merged unit: points are averaged further up, this item is not scored by itself.

## Maturity

trace-step-reached = Step { $code } reached: { $name }.
trace-step-none = No step reached yet.
trace-step-met = Step “{ $name }”: { $reached } of { $targets } targets met, complete.
trace-step-met-alone = Step “{ $name }”: { $reached } of { $targets } targets met, but a lower step is not complete.
trace-step-unmet = Step “{ $name }”: { $reached } of { $targets } targets met, still missing: { $list }.
trace-step-missing = { $code } { $title }

## Grades

grade-percent = { $n }%
grade-points = { $n } points
grade-range-rest = all other cases
grade-range-from = { $from } or more
grade-range-above = above { $from }
grade-range-to = { $to } or less
grade-range-under = under { $to }
grade-range-from-to = { $from } to { $to }
grade-range-from-under = { $from } to under { $to }
grade-range-above-to = above { $from } to { $to }
grade-range-above-under = above { $from } to under { $to }
grade-proposed = Grade by result: { $grade } ({ $range }).
grade-none = No grade, because nothing is applicable.
grade-knocked-out = The case “{ $trait }” leads to { $grade }, whatever the points.
grade-gap = The result lies between two bands; the authority decides.
grade-needs-decision = A condition of { $grade } is not met: { $label }; the authority decides.
grade-condition-failed = A condition of { $grade } is not met: { $label }; the next lower grade is tried.
grade-mandatory = No grade, because the mandatory prerequisite { $code } { $title } is not met.
grade-downgraded = { $label } The linked result in “{ $input }” is { $theirs }, so the grade falls.
grade-not-downgraded = { $label } The linked result in “{ $input }” is { $theirs }, so the grade stands.
grade-held = Waiting for the linked result in “{ $input }”; no grade and no publication yet.
grade-held-accepted = The linked result in “{ $input }” is missing; the grade stands by signed decision: { $reason }.
grade-over-quota = Over the quota ({ $allowed } units allowed); the authority decides.
grade-final = Grade after adjustments: { $grade }.
grade-open = No grade yet.

## Without rank

unranked-excluded = Not assessed: { $ground }.
unranked-nothing = Nothing applies to the unit, so it has no rank.
unranked-too-few = Not enough data for a rank: at least { $criteria } criteria with data are needed.
unranked-too-few-in-section = Not enough data for a rank: at least { $criteria } criteria with data are needed, and { $section } in each main section.
unranked-mandatory = The mandatory prerequisite { $code } { $title } is not met, so there is no rank.
