refusal-round-stage = The round is at the stage “{ $stage }”, so this cannot be done yet, or no longer.
refusal-closed = Self-assessment was closed at { $at }. Changing and submitting is possible only after the secretariat extends the deadline or reopens the record.
refusal-no-role = You can see this record, but “{ $action }” is not among your duties. If you need the role, please ask the secretariat.
refusal-drafting = The record is still being filled in; this can be done after it has been handed over for signature.
refusal-with-head = The record was handed to the head at { $at } and waits for signature. To change it, take it back before the head signs, or ask the head to send it back.
refusal-returned = The record was sent back to mend the criteria { $codes }; this can be done after it has been handed over again.
refusal-submitted = The record was submitted at { $at }, check code { $code }, and can no longer change. Only the secretariat can reopen it, with a reason and by criterion.
refusal-missed = The closing came before the record was submitted. Work can go on only if the secretariat gives the unit more time.
refusal-not-opened = Only these criteria of the record are open for change: { $codes }. The others stay as they were handed over.
refusal-not-asked = { $count ->
    [0] The record is submitted and no criterion is to be clarified.
   *[other] Only the criteria that are asked about can be clarified: { $codes }. The others stay as submitted.
}
refusal-not-self-assessed = Criterion { $code } is not assessed by the unit: its points come from a survey, from statistics or from the appraising agency.
refusal-blocking = { $count ->
    [one] One thing has to be mended
   *[other] { $count } things have to be mended
 } before the record can be handed over or submitted.
refusal-no-reason = A reason in words is needed; a dot or a placeholder does not count.
refusal-no-criteria = Choose at least one criterion to reopen.
refusal-no-new-deadline = The closing has been, so reopening needs a new deadline.
refusal-proposal-open = A result is before the committee, or approved and not yet published. It has to be settled before another is proposed.
refusal-other-digest = What you looked at is no longer what is proposed. Load the page again, look, then decide.
refusal-spoken = You have already spoken on this result.
refusal-own-proposal = Whoever proposed a result can neither approve it nor send it back.
refusal-not-approved = The result is not approved. At least two members of the steering committee have to, not counting whoever proposed it.
refusal-sent-back = This result was sent back. The secretariat mends it and proposes again.
refusal-approved = This result is already approved.
refusal-result-published = This result is published. To change it, propose a correction with a reason.
refusal-no-decision = Number, date and issuer of the publishing decision are not noted yet.
refusal-decision-date = The date of the decision cannot be read. Write it as 01/02/2027.
refusal-decision-incomplete = Number and notation and the issuer of the decision are needed.
refusal-embargo = The moment of publication has not come: { $at }.
refusal-appeal-closed = This appeal was answered or taken back.
refusal-appeal-not-upheld = Only an upheld appeal can name a correction, and only one that was published later.
refusal-remedy-no-task = Say what will be done.
refusal-remedy-no-person = Say who is responsible.
refusal-remedy-day = The deadline must be a day from today on.
refusal-remedy-many = A plan has at most { $most } items.
refusal-remedy-empty = The plan has no item yet.
refusal-remedy-no-item = The plan has no such item.
refusal-remedy-same = The progress is the same as before.
refusal-remedy-asked = The plan is being written and not yet signed.
refusal-remedy-with-head = The plan waits for the head's signature.
refusal-remedy-signed = The plan is signed.
refusal-remedy-withdrawn = The request for this plan was taken back.
refusal-survey-title = The survey needs a title.
refusal-survey-k = The anonymity threshold k must be between { $least } and { $most }.
refusal-survey-order = It must end after it begins.
refusal-survey-past = The moment of its end has passed.
refusal-survey-moments = When it begins and ends is not chosen yet.
refusal-survey-strata = The table of strata has no group of respondents yet.
refusal-survey-stray = The lists have people of stratum { $stratum }, which the table of strata does not have.
refusal-survey-few = The whole survey has { $people } people, fewer than the anonymity threshold { $k }: nobody could be promised anonymity.
refusal-survey-draft = This survey is not launched yet.
refusal-survey-open = This survey is launched.
refusal-survey-closed = This survey is closed.
refusal-survey-earlier = Its end can only move to a later moment.
round-stage-preparing = preparation
round-stage-self-assessment = self-assessment
round-stage-appraisal = first appraisal
round-stage-clarification = clarification
round-stage-second-appraisal = second appraisal
round-stage-council = council
round-stage-approval = approval
round-stage-published = published
round-stage-cancelled = cancelled
record-stage-drafting = being filled in
record-stage-with-head = waiting for the head's signature
record-stage-returned = sent back to be mended
record-stage-submitted = submitted
record-stage-missed = not submitted in time
role-secretariat = Secretariat
role-contributor = Contributor
role-unit-head = Head of unit
role-appraiser = Appraiser
role-council-chair = Council chair
role-council-secretary = Council secretary
role-council-member = Council member
role-committee = Steering committee
role-auditor = Auditor
role-administrator = Administrator
action-view-record = View the record
action-answer = Answer criteria, enter figures
action-attach = Attach evidence
action-assign = Give criteria to colleagues
action-hand-over = Hand over for signature
action-take-back = Take back
action-send-back = Send back to be mended
action-submit = Sign and submit
action-add-signed-paper = Enter number, date and scan of the signed paper
action-reopen = Reopen submitted criteria
action-extend = Give more time
action-set-up = Set up the round
action-open = Open the round
action-cancel = Cancel the round
action-view-progress = See progress
action-remind = Remind units that are late
action-grant-roles = Grant roles in the round
action-appraise = Appraise criteria
action-ask-clarification = Ask for clarification
action-clarify = Clarify
action-appeal = Appeal against the result
action-view-appraisal = See appraised points
action-complete-appraisal = Complete one's appraisal
action-advance = Take the round to its next stage
action-view-council = See the council's sittings
action-keep-sitting = Keep a sitting of the council
action-vote = Vote
action-view-result = See the result before it is published
action-propose = Put the result up for approval
action-decide = Decide what rules leave to the authority
action-approve = Approve the result
action-publish = Publish the result
action-answer-appeal = Answer appeals
action-ask-remedy = Ask for a remedy plan
action-view-remedies = See the remedy plans
action-write-remedy = Write the remedy plan and note its progress
action-sign-remedy = Sign the remedy plan
action-view-surveys = See surveys and their response
action-run-survey = Run a survey
action-keep-roster = Keep the lists of respondents
action-key-paper = Type responses from paper
action-read-log = Read the log
check-no-title = The round has no title.
check-no-period = The reference period is missing.
check-no-window = The data window is missing (from, to).
check-window-turned = The last day of the figures is before the first.
check-no-set = No criteria set is chosen.
check-set-unknown = The criteria set { $set } is not in the catalog, or has faults.
check-set-without-group = The criteria set { $set } serves no ranking group.
check-no-group = There is no ranking group.
check-group-twice = The group code { $group } is used twice.
check-group-without-set = The group { $group } has no criteria set.
check-group-empty = The group { $group } has no units.
check-no-unit = No units are chosen.
check-unit-unknown = The body { $unit } is no longer in the directory.
check-unit-twice = { $unit } is chosen twice.
check-unit-without-group = { $unit } belongs to no ranking group.
check-unit-without-class = { $unit } has no class, and this set has a form for each class.
check-class-unknown = { $unit } has the class { $class }, which the set does not know.
check-unit-without-link = { $unit } is not linked to the People's Committee of its place: the downgrade rule will hold its grade until it is.
check-tier-ended = { $unit } is of the district tier, which ended on 1 July 2025: no round opens for a tier that has ended; old rounds stay readable.
check-unit-ended = { $unit } ended on { $date }, before the data window.
check-date-unread = The end of the stage { $stage } is no date and time.
check-days-without-start = The stage { $stage } counts working days, but there is no day to count from.
check-no-self-assessment = The end of self-assessment is not set.
check-dates-turned = The stage { $stage } ends no later than the stage before it.
check-due-past = The end of self-assessment has passed.
check-later-stages = Stages after self-assessment have no dates yet.
check-own-due = A unit's own date is no date and time, or the unit is not in this round.
check-embargo-unread = The embargo is no date and time.
check-embargo-late = The embargo ends after the publication date.
check-no-secretariat = Nobody of the secretariat is named to run this round.
check-units-without-contributor = { $count } { $count ->
    [one] unit has
   *[other] units have
} no contributor, { $first } among them.
check-units-without-head = { $count } { $count ->
    [one] unit has
   *[other] units have
} no head who signs, { $first } among them.
check-no-appraiser = No appraisers are named.
check-council-without-decision = The decision that founds the council is missing (number, date).
check-council-without-chair = The council has no chair.
refusal-clarification-closed = Clarification closed at { $at }. Only if the secretariat gives more time can anything be sent.
refusal-asked-already = There is a question about criterion { $code } that is not answered yet. Wait for the answer, or withdraw that question and ask again.
refusal-question = This question { $state }, so this cannot be done.
question-open = waits for the unit
question-answered = has been answered
question-silent = was not answered in time
question-settled = has been settled by the second appraisal
question-withdrawn = was withdrawn
appraisal-nobody = { $count ->
        [one] Nobody may appraise criterion { $code } of { $first }: it was given to nobody, or those it was given to are tied to the body.
       *[other] Nobody may appraise criterion { $code } of { $count } bodies, { $first } among them: it was given to nobody, or those it was given to are tied to them.
    }
appraisal-lacks-word = { $count ->
        [one] { $first } has not been appraised yet.
       *[other] { $count } bodies have not been appraised yet, { $first } among them.
    }
appraisal-lacks-reason = { $count ->
        [one] { $first } has different points and no reason in words.
       *[other] { $count } bodies have different points and no reason in words, { $first } among them.
    }
council-not-open = The sitting is not open yet.
council-closed = The sitting is closed: points, votes and minutes can no longer change.
council-no-proposal = No points are proposed for this item yet.
council-sealed = Votes are still sealed: they open when everybody who may vote has voted, or when the sitting is closed.
council-too-few = Only { $yes } of { $may } who may vote agree; more than half are needed.
council-no-quorum = Only { $here } of { $of } members take part, in the room or in writing; more than half are needed.
