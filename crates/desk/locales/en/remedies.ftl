remedies-title = Remedy plans
remedies-of = Remedy plan of { $unit }
remedies-none = No unit is asked for a plan yet
remedies-none-next = Choose low-ranked units below, give the reason and the deadline. Units write their plans, heads sign, and the progress shows here.
remedies-plans = { $count ->
    [one] { $count } plan
   *[other] { $count } plans
}
remedies-unit = Unit
remedies-state = State
remedies-state-asked = Being written
remedies-state-with_head = Waits for signature
remedies-state-signed = Signed
remedies-state-withdrawn = Taken back
remedies-due = Plan due
remedies-done = Items done
remedies-late = Overdue
remedies-plan-late = Not signed, overdue
remedies-items-late = { $count ->
    [one] { $count } item overdue
   *[other] { $count } items overdue
}
remedies-item-late = overdue
remedies-ask = Ask for plans
remedies-rule = By the rule of the round: { $rule }.
remedies-rule-last = the last { $count } of each group
remedies-rule-below = units below { $percent } % of their maximum
remedies-rule-nobody = No unit is left that the rule names.
remedies-no-rule = The round has no rule for this; choose by the published result.
remedies-named = Named by the rule
remedies-others = Other units
remedies-rank = rank { $rank }
remedies-unranked = unranked
remedies-points = { $points } points
remedies-because = Why they are asked
remedies-because-hint = For example: last of the communes, less than half of the points for digital infrastructure.
remedies-plan-due = Plan to be signed by
remedies-plan-due-hint = From today on.
remedies-ask-send = Send the request
remedies-asked-done = { $count ->
    [one] { $count } unit was asked.
   *[other] { $count } units were asked.
}
remedies-request = Request
remedies-asked-by = Asked by
remedies-signed-by = Signed
remedies-items = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
remedies-items-table = Items of the plan
remedies-no-items = The plan has no item yet
remedies-no-items-next = Add each item with who is responsible and by when, then hand the plan to the head.
remedies-number = No.
remedies-task = What will be done
remedies-task-hint = Say what is done and what comes of it.
remedies-person = Responsible
remedies-item-due = Deadline
remedies-criterion = Criterion
remedies-no-criterion = About no single criterion
remedies-progress = Progress
remedies-progress-planned = Not begun
remedies-progress-underway = Under way
remedies-progress-done = Done
remedies-marked-at = noted { $at }
remedies-mark = Note progress
remedies-mark-save = Save progress
remedies-note = Note
remedies-edit = Edit
remedies-edit-head = Edit item
remedies-edit-save = Save item
remedies-drop = Remove
remedies-add-head = Add an item
remedies-add = Add item
remedies-hand-over = Hand to the head for signature
remedies-sign-head = Sign the plan
remedies-sign = Sign
remedies-remark = Remark
remedies-send-back = Send back to be mended
remedies-not-asked = The unit is not asked for a remedy plan
remedies-not-asked-next = When the secretariat asks, the unit is told and writes its plan on this page.
remedies-weakest = Criteria that lost most points
remedies-weakest-hint = From the published result; a hint for what to remedy.
remedies-reached = Points
remedies-maximum = Maximum
remedies-lost = Lost
remedies-withdraw-head = Take the request back
remedies-withdraw-why = Why it is taken back
remedies-withdraw = Take the request back
remedies-written = The item is saved.
remedies-dropped = The item is removed.
remedies-handed-over = The plan was handed to the head.
remedies-signed = The remedy plan is signed.
remedies-sent-back = The plan was sent back.
remedies-marked = The progress is noted.
remedies-withdrawn = The request was taken back.
