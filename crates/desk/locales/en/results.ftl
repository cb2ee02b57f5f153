# Report of a survey's results.

results-title = Report of survey results
results-body = Body
results-all-bodies = All bodies
results-show = Show
results-issued = invitations
results-counted = responses
results-rate = response rate
results-withheld = responses too few to be opened
results-lost = responses lost
results-no-own-people = The respondents belong to no body of their own; each rates several bodies.
results-hidden-why = Counts under 10 are hidden, with others so that nobody can work them out (no bounds closer than { $k }). Questions that score show every count, so that anybody can compute the points again.
results-texts = Answers in own words are not published.
results-too-few = Too few answers to show figures.
results-not-yet = Not enough to be shown while the survey is open.
results-live = Provisional: the survey is open, responses were mixed last at { $moment }.
results-live-none = Provisional: the survey is open and responses were not mixed yet, so that there is nothing to show.
results-live-why = Questions that score follow every mix. Others grow only when at least { $k } responses have come and no choice has 1 to 9 of them, so that nobody learns from two looks what few people said. The rest is in the report at the end.
results-choice = Choice
results-bar = Chart
results-answers = Responses
results-share = Share
results-hidden = Hidden so that nobody is recognized
results-mean = mean
results-mean-of-all = mean of all bodies
results-beside = { $points } percentage points apart
results-feeds = Scores criterion { $criteria }
